# Everything is in tools/bootstrap (Python's standard library only): `python3 tools/bootstrap help`.
PYTHON ?= python3
PARVIS := $(PYTHON) tools/bootstrap

export PORT DETACH QUICK ARGS

.PHONY: help up down reset build test test-faults lint fmt bench bench-million pictures story
help:        ## what can be asked
	@$(PARVIS) help
up:          ## install what is missing and run Parvis on PORT (8000); DETACH=1 in the background
	@$(PARVIS) up
down:        ## stop what `make up` started
	@$(PARVIS) down
reset:       ## delete the embedded database and the files of the demonstration
	@$(PARVIS) reset
build:       ## install the packages and build the front end
	@$(PARVIS) build
test:        ## install what tests need, lint, test
	@$(PARVIS) test
test-faults: ## kill processes at random while people submit and decide
	@$(PARVIS) test-faults
lint:        ## check style, types and the borders between modules
	@$(PARVIS) lint
fmt:         ## format the sources
	@$(PARVIS) fmt
bench:       ## measure; QUICK=1 in under two minutes
	@$(PARVIS) bench
bench-million: ## measure the agents' lists at a million cases: half an hour, 25 GB
	@$(PARVIS) bench-million
pictures:    ## photograph every page at two widths
	@$(PARVIS) pictures
story:       ## play the main job in a real browser
	@$(PARVIS) story
