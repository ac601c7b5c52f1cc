# make run ARGS="open 7"     make test ARGS="-k quorum"     make check
PYTHON ?= python3

.PHONY: run test bench check lock doctor translations pictures pages
run test bench lock:
	@$(PYTHON) dev.py $@ $(ARGS)
check doctor translations pictures pages:
	@$(PYTHON) dev.py $@
