# The commands of every day. Each builds what it needs and nothing twice; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
JOBS ?= $(shell nproc)
PORT ?= 8000
DATA ?= data
ARGS ?=
SOAK_SECONDS ?= 600
SECONDS_EACH ?= 60
unexport MAKEFLAGS

step = @printf '\n== %s\n' "$(1)"
ninja = @ninja -C build/$(1) -j$(JOBS) $(2)

.PHONY: help run demo build install container-test test soak load matrix bench screenshots format tidy fuzz coverage clean setup setup-test setup-lint server release page

help:  ## this list
	@sed -nE 's/^([a-z-]+):.*##(.*)/  make \1\t\2/p' Makefile | expand -t 18

run: build  ## build and start the server on http://127.0.0.1:8000 (PORT=, DATA=, ARGS=)
	@exec build/release/bin/image2model --port $(PORT) --data-dir "$(DATA)" --web-dir build/release/web $(ARGS)

demo: build  ## the paid way without a key: the server with a stand-in for FAL.AI (PORT=)
	@exec node tools/demo.mjs --port $(PORT) --bin build/release/bin --web build/release/web --data build/demo

build: setup release page  ## server, tools and page in release mode, into build/release

PREFIX ?= /usr/local
install: server page  ## program, page and documents below PREFIX (default /usr/local); DESTDIR= is put before it
	@cmake --install build/release --prefix "$(PREFIX)" --strip

container-test:  ## build the container image and try it for real; as root, on Debian (docs/deploy.md)
	@tools/container_test $(ARGS)

setup:
	@tools/setup run
setup-test:
	@tools/setup test
setup-lint:
	@tools/setup lint

# A preset is configured once; after that ninja itself notices what changed.
build/%/build.ninja: CMakePresets.json
	$(call step,configure $*)
	@mkdir -p build
	@cmake --preset $* >build/configure-$*.log 2>&1 || { cat build/configure-$*.log >&2; exit 1; }
	@touch $@

release: setup
	@$(MAKE) -s --no-print-directory build/release/build.ninja
	$(call step,server and tools (release))
	$(call ninja,release)

server: setup
	@$(MAKE) -s --no-print-directory build/release/build.ninja
	$(call step,server (release))
	$(call ninja,release,image2model)

page: setup
	@$(MAKE) -s --no-print-directory build/wasm/build.ninja
	$(call step,page (WASM))
	$(call ninja,wasm,page)

# What `make test` runs: every suite with the sanitizers, as WASM, and against the release build, in one ctest run. Three tests a
# core: two thirds of their time they wait for a socket.
test_presets = asan tsan wasm
test: setup-test  ## every suite: sanitizers, WASM, release programs, browser; what passed and has not changed stays out (AGAIN=1: all of it)
	@$(MAKE) -s --no-print-directory $(test_presets:%=build/%/build.ninja) build/release/build.ninja
	@grep -qs '^I2M_OUTSIDE_TESTS:BOOL=ON' build/release/CMakeCache.txt || \
	  cmake --preset release -DI2M_OUTSIDE_TESTS=ON >build/configure-release.log 2>&1 || { cat build/configure-release.log >&2; exit 1; }
	$(call step,programs and tests: release; page (WASM); AddressSanitizer and UndefinedBehaviorSanitizer; ThreadSanitizer)
	@$(MAKE) -s --no-print-directory -j2 $(addprefix beside/,wasm asan release tsan)
	@mkdir -p build/all
	@for preset in $(test_presets) release; do printf 'subdirs("%s")\n' "$$PWD/build/$$preset"; done >build/all/CTestTestfile.cmake
	$(call step,run)
	@tools/run_tests build/all $(if $(AGAIN),--again) -j$$(($(JOBS) * 3)) --output-on-failure --no-tests=error $(ARGS)

# beside/PRESET: a whole build that runs beside another. After a small change each is a chain of few steps, which leaves a core idle.
more_of_wasm = page
more_of_release = api_tests
beside/%:
	@NINJA_STATUS='$* [%f/%t] ' ninja -C build/$* -j$(JOBS) all $(more_of_$*) | sed -u '/^ninja: Entering directory/d'

soak: load matrix  ## what takes long: both of the next two (about 40 minutes)

load: setup-test build  ## ten minutes of everything at once; memory and descriptors must stay flat (SOAK_SECONDS=)
	@node tests/soak/soak.mjs $(SOAK_SECONDS)

matrix: setup-test  ## the whole fault matrix and 100 kills under load (about half an hour; I2M_SEED= repeats a run)
	@$(MAKE) -s --no-print-directory build/dev/build.ninja
	$(call ninja,dev,api_tests)
	@I2M_SOAK=1 build/dev/bin/api_tests --gtest_brief=1 --gtest_filter='*FaultMatrix.*:PaidKill.*' $(ARGS)

bench: build  ## measure, print one table, write build/bench/results.json
	$(call step,benchmarks)
	$(call ninja,release,bench_programs)
	@mkdir -p build/bench
	@bench/run --out build/bench/results.json $(ARGS)

screenshots: setup-test build  ## pictures of every page into build/screenshots, two of them into docs/images
	@I2M_README=1 node tests/e2e/screenshots.mjs
	@node tests/e2e/screenshots_paid.mjs

sources = git ls-files -z -- '*.cpp' '*.hpp'
format: setup-test  ## lay out every C++ file as .clang-format says
	@$(sources) | xargs -0 -r clang-format -i

tidy: setup-lint  ## clang-tidy over our own code
	@$(MAKE) -s --no-print-directory build/dev/build.ninja
	@tools/tidy -j$(JOBS) build/dev

fuzz: setup-lint  ## libFuzzer on every fuzzer for a minute each (SECONDS_EACH=)
	@$(MAKE) -s --no-print-directory build/fuzz/build.ninja
	$(call ninja,fuzz)
	@for program in build/fuzz/bin/*_fuzz; do name=$$(basename $$program _fuzz); mkdir -p build/fuzz/corpus/$$name; \
	  echo "== $$name"; $$program -max_total_time=$(SECONDS_EACH) -max_len=65536 -print_final_stats=1 \
	  -artifact_prefix=build/fuzz/$$name- build/fuzz/corpus/$$name tests/fuzz/corpus/$$name; done

coverage: setup-lint  ## line coverage of the native suites into build/coverage/report
	@$(MAKE) -s --no-print-directory build/coverage/build.ninja
	$(call ninja,coverage)
	@ctest --test-dir build/coverage -j$(JOBS) --output-on-failure -LE 'e2e|check'
	@mkdir -p build/coverage/report
	@gcovr --root . --filter 'shared/' --filter 'server/' --filter 'client/' --html-details build/coverage/report/index.html --print-summary build/coverage

clean:  ## drop everything that was built (downloads stay)
	@rm -rf build
