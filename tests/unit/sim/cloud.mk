# Tests of the cloud.
