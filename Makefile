# make run ARGS="open 7"     make test ARGS="-k quorum"     make check
PYTHON ?= python3

.PHONY: run test check lock doctor translations pictures pages
run test lock:
	@$(PYTHON) dev.py $@ $(ARGS)
check doctor translations pictures pages:
	@$(PYTHON) dev.py $@
