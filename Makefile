# `make demo` and `make test` need nothing but a Swift toolchain: see Scripts/setup.sh.

PREFIX ?= $(HOME)/.local
DESTDIR ?=
SCRATCH ?= .build

SHELL := /bin/bash
SWIFT_FORMAT_PATHS := Sources Tests Migrations Package.swift \
  Benchmarks/Sources Benchmarks/Package.swift Fuzz/Sources Fuzz/Package.swift

# The Swift runtime goes into the binary where that is possible, so that it runs without a toolchain.
RELEASE := -c release --scratch-path $(SCRATCH)
ifeq ($(shell uname -s),Linux)
RELEASE += --static-swift-stdlib
endif
BINARY := $(SCRATCH)/release/clip
# Reads PDFs for it; found beside it.
PDF_READER := $(SCRATCH)/release/clip-pdf

# systemd looks below a home in share, else in lib.
USER_UNITS := $(if $(filter $(HOME)/%,$(abspath $(PREFIX))/),share,lib)/systemd/user

BENCHMARKS := -c release --package-path Benchmarks

.PHONY: help build test demo lint format check install manual clean setup \
  benchmarks benchmarks-build benchmarks-check

help:
	@echo 'make demo              see clip at work on two machines; leaves nothing behind'
	@echo 'make test              run all tests'
	@echo 'make build             the release binary, $(BINARY)'
	@echo 'make install PREFIX=…  binary, man pages, completions, service; default $(PREFIX)'
	@echo 'make lint, format      check, mend the formatting'
	@echo 'make check             what CI runs'
	@echo 'make benchmarks        measure, beside Loro and Yrs; writes Benchmarks/RESULTS.md'
	@echo 'make clean             remove what was built'

setup:
	@Scripts/setup.sh

build: setup
	swift build $(RELEASE) --product clip
	swift build $(RELEASE) --product clip-pdf

test: setup
	swift test --scratch-path $(SCRATCH)

demo: build
	@CLIP=$(abspath $(BINARY)) Scripts/demo.sh

lint: setup
	swift format lint --strict --recursive --parallel $(SWIFT_FORMAT_PATHS)

format: setup
	swift format --in-place --recursive --parallel $(SWIFT_FORMAT_PATHS)

check:
	@SCRATCH=$(SCRATCH) .ci/run

# A package of its own, built in a folder of its own: nothing here depends on how fast something is.
benchmarks-build: setup
	swift build $(BENCHMARKS)

benchmarks-check: benchmarks-build
	python3 Benchmarks/check.py

benchmarks: benchmarks-build
	python3 Benchmarks/peers.py

# The pages come from the commands' own help, by the argument parser's tool. They carry the day of the
# last commit, so that the same sources make the same pages.
manual: build
	swift build $(RELEASE) --product generate-manual
	rm -rf $(SCRATCH)/man && mkdir -p $(SCRATCH)/man
	day=$$(git log -1 --format=%cs 2>/dev/null) || day=; \
	  $(SCRATCH)/release/generate-manual $(BINARY) --multi-page $${day:+--date $$day} \
	    --output-directory $(SCRATCH)/man
	@# Its empty lines are paragraphs, which mdoc wants said.
	for page in $(SCRATCH)/man/*.1; do \
	  sed 's/^$$/.Pp/' $$page > $$page.new && mv $$page.new $$page || exit 1; done

install: manual
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -s -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/clip
	install -s -m 755 $(PDF_READER) $(DESTDIR)$(PREFIX)/bin/clip-pdf
	install -m 644 $(SCRATCH)/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	$(BINARY) --generate-completion-script bash \
	  > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/clip
	$(BINARY) --generate-completion-script zsh \
	  > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_clip
	install -d $(DESTDIR)$(PREFIX)/$(USER_UNITS)
	sed 's|@PREFIX@|$(abspath $(PREFIX))|' packaging/clip-sync.service \
	  > $(DESTDIR)$(PREFIX)/$(USER_UNITS)/clip-sync.service
	$(BINARY) --generate-completion-script fish \
	  > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/clip.fish

clean:
	swift package --scratch-path $(SCRATCH) clean
	rm -rf $(SCRATCH)/man Benchmarks/.build
