import { describe, expect, it } from 'vitest';
import { recipeHits } from '../../../src/core/patch/content/checks-recipes.ts';
import { viewed } from './views.ts';

/** What is told of a change, each with its line, 0 for the file as a whole. */
const told = (before: string, after: string, path = 'Makefile'): readonly string[] =>
  recipeHits(viewed(path, before, after)).map(
    ({ line, message }) => `${line ?? 0} ${message.split(': fix the cause')[0]}`,
  );

const gone = (recipe: string): string => `0 the recipe \`${recipe}\` is taken out`;
const IGNORED = 'a failure in a recipe is ignored';

describe('a target that no longer waits for a check', () => {
  it.each([
    ['all: lint build', 'all: build', ['all: lint']],
    ['all: lint', 'all:', ['all: lint']],
    ['all:lint', 'all:', ['all: lint']],
    ['all : lint', 'all :', ['all: lint']],
    ['all:\tlint\tb', 'all: b', ['all: lint']],
    ['a-b.c_d: lint', 'a-b.c_d:', ['a-b.c_d: lint']],
    ['all: lint # first', 'all: # first', ['all: lint']],
    ['all:: lint', 'all:: b', ['all: lint']],
    ['all: lint', '', ['all: lint']],
    ['all: lint', '# all: lint', ['all: lint']],
    ['all: lint', 'other: lint', ['all: lint']],
    ['all: lint test', 'all:', ['all: lint', 'all: test']],
    ['all: test-unit', 'all: test', ['all: test-unit']],
    ['all: verify', 'all:', ['all: verify']],
    ['all: precheck', 'all:', ['all: precheck']],
    ['all: validate', 'all:', ['all: validate']],
    ['all: audit', 'all:', ['all: audit']],
    ['all: smoke', 'all:', ['all: smoke']],
  ])('%j → %j', (was, now, lost) => expect(told(`${was}\nx\n`, `${now}\nx\n`)).toEqual(lost.map(gone)));

  it.each([
    ['all: build lint', 'all: lint build'],
    ['all: lint', 'all: build lint'],
    ['all: lint', 'all :   lint'],
    ['all: build', 'all:'],
    ['all: build # lint', 'all: build'],
    ['all := lint', 'all := b'],
    ['all = lint', 'all = b'],
    ['all: x = lint', 'all: x = b'],
    ['\techo all: lint', '\techo all: b'],
    ['  all: lint', '  all: b'],
    ['a b: lint', 'a b:'],
    ['x = 1\nall: lint', 'all: lint'],
  ])('still waits: %j → %j', (was, now) => expect(told(`${was}\n`, `${now}\n`)).toEqual([]));

  it('wherever it stands now', () =>
    expect(told('all: lint\nb: test\n', 'b: test\nx\nall: lint\n')).toEqual([]));
});

describe('a failure that a recipe ignores', () => {
  it.each([
    '\t-rm x',
    '\t@-rm x',
    '\t-@rm x',
    '  - rm x',
    '.IGNORE:',
    'MAKEFLAGS += -i',
    'MAKEFLAGS = --keep-going',
    'SHELL = /bin/true',
    '\t@+-rm x',
    '\t+-@+rm x',
    '\t@@-rm x',
    '.IGNORE: x',
    'MAKEFLAGS += i',
    'MAKEFLAGS = rks x',
    'MAKEFLAGS := -j4 -k',
    'MAKEFLAGS=-skr',
    'MAKEFLAGS += --silent --ignore-errors',
    'MAKEFLAGS += -n',
    'MAKEFLAGS += --dry-run',
    'MAKEFLAGS += -t',
    'MAKEFLAGS = --question',
    'export MAKEFLAGS += -k',
    'override  SHELL = true',
    'export  override MAKEFLAGS = -k',
    'MAKEFLAGS =  k x',
    'MAKEFLAGS =k',
    'SHELL  =  true',
    'export SHELL=/bin/echo',
    'SHELL:=/bin/true',
    'SHELL ?= python3',
    'SHELL ::= :',
    '.ONESHELL:',
  ])('%j', (text) => expect(told('x:\n', `x:\n${text}\n`)).toEqual([`2 ${IGNORED}`]));
  it.each([
    '\trm -x',
    '\t@rm x',
    '-include x',
    '\t--x',
    'MAKEFLAGS += -j4',
    'SHELL = /bin/bash',
    'SHELL := /usr/bin/env bash',
    '\t-',
    '\t@-  ',
    '\t- -x',
    '-rm x',
    '\tx -rm y',
    '\t:-rm x',
    '.IGNORED:',
    'x.IGNORE:',
    '# .IGNORE:',
    'X_MAKEFLAGS = -k',
    'MAKEFLAGS_X = -k',
    '# MAKEFLAGS = -k',
    'exported MAKEFLAGS = -k',
    'xexport MAKEFLAGS = k',
    'exportMAKEFLAGS = -k',
    '# MAKEFLAGS = k',
    '# MAKEFLAGS = --touch',
    'MAKEFLAGS = k1',
    'MAKEFLAGS = s-x',
    'MAKEFLAGS = 1k',
    'MAKEFLAGS = k.x',
    'MAKEFLAGS += -rRs',
    'MAKEFLAGS = rR',
    'MAKEFLAGS += -j4 -Oline',
    'MAKEFLAGS += -I include',
    'MAKEFLAGS += -Cink',
    'MAKEFLAGS += -finclude.mk',
    'MAKEFLAGS += --no-print-directory',
    'MAKEFLAGS += --no-keep-goings',
    'MAKEFLAGS = r-k',
    'SHELL = zsh',
    'SHELL ?= /bin/dash -e',
    'SHELL =',
    'SHELLS = /bin/true',
    'MY_SHELL = /bin/true',
    '.ONESHELLS:',
    'x.ONESHELL:',
    '\tcurl \\\n\t  -f http://x',
    'X = a \\\n  -b',
  ])('allowed: %j', (text) => expect(told('x:\n', `x:\n${text}\n`)).toEqual([]));
  it('a line goes on only with the one right above it', () => {
    expect(told('x:\n', 'x:\n\ta \\\n\tb\n\t-c\n')).toEqual([`4 ${IGNORED}`]);
    expect(told('x:\n', 'x:\n\ta \\ b\n\t-c\n')).toEqual([`3 ${IGNORED}`]);
    expect(told('x\n', '\t-c\nx\n')).toEqual([`1 ${IGNORED}`]);
    expect(told('x:\n', 'x:\n\ta \\\nMAKEFLAGS = -k\n')).toEqual([`3 ${IGNORED}`]);
  });
  it('of one shell for all its lines, unless that stops at the first', () => {
    expect(told('x:\n', 'x:\n.ONESHELL:\n.SHELLFLAGS = -ec\n')).toEqual([]);
    expect(told('.SHELLFLAGS = -uec\n', '.SHELLFLAGS = -uec\n.ONESHELL:\n')).toEqual([]);
    expect(told('x:\n', '.ONESHELL:\n.SHELLFLAGS = -c\n')).toEqual([`1 ${IGNORED}`]);
  });
  it('is not blamed where it stood', () => expect(told('\t-rm x\n', '\t-rm x\ny\n')).toEqual([]));
});

describe('recipes that no longer stop at the first failure', () => {
  const STOP = '0 recipes no longer stop at the first failure (.SHELLFLAGS -e)';
  it.each([
    ['.SHELLFLAGS = -e -c', '.SHELLFLAGS = -c'],
    ['.SHELLFLAGS := -eu -o pipefail -c', '.SHELLFLAGS := -u -o pipefail -c'],
    ['.SHELLFLAGS = -uec', ''],
    ['.SHELLFLAGS = -c -e', '.SHELLFLAGS = -c'],
    ['.SHELLFLAGS = -e', '#.SHELLFLAGS = -e'],
    ['.SHELLFLAGS = -e', 'X.SHELLFLAGS = -e'],
    ['.SHELLFLAGS = -e', '.SHELLFLAGS_ = -e'],
    ['.SHELLFLAGS = -e', '.SHELLFLAGS = x-e'],
    ['.SHELLFLAGS = -e', 'xSHELLFLAGS = -e'],
  ])('%s → %s', (was, now) => expect(told(`${was}\n`, `${now}\n`)).toEqual([STOP]));

  it.each([
    ['.SHELLFLAGS = -c', ''],
    ['.SHELLFLAGS = -e -c', '.SHELLFLAGS = -uxec'],
    ['.SHELLFLAGS = -c', '.SHELLFLAGS = -e -c'],
    ['.SHELLFLAGS = -e', '.SHELLFLAGS = -e\n.SHELLFLAGS = -ec'],
  ])('still stop: %s → %s', (was, now) => expect(told(`${was}\n`, `${now}\n`)).toEqual([]));

  it('is told beside the rest', () =>
    expect(told('all: lint\n.SHELLFLAGS = -e\n', 'all:\n\t-b\n')).toEqual([
      `2 ${IGNORED}`,
      gone('all: lint'),
      STOP,
    ]));
});

it('other files have no recipes', () => {
  for (const path of ['justfile', 'rules.mk', 'GNUmakefile'])
    expect(told('all: lint\n', 'all:\n', path)).toEqual([gone('all: lint')]);
  for (const path of ['a.sh', 'a.yaml', 'a.md', 'a.py'])
    expect(told('all: lint\n.SHELLFLAGS = -e\n', '  -rm x\n', path)).toEqual([]);
});
