include tests/screen/local.mk
