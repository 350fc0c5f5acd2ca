# The cloud: IAM, ELB, EIP and the network behind them.
