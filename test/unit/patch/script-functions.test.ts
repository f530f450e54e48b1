import { describe, expect, it } from 'vitest';
import { definedIn, isCalled } from '../../../src/core/patch/content/functions.ts';

describe('the functions that lines define', () => {
  it.each([
    ['check() {', ['check']],
    ['  check () {', ['check']],
    ['check_all-nodes() {', ['check_all-nodes']],
    ['function check {', ['check']],
    ['  function  check-all() {', ['check-all']],
    ['[() { :; }', ['[']],
    ['[ () { :; }', ['[']],
    ['x; check() {', ['check']],
    ['x && function check {', ['check']],
    ['x | check() {', ['check']],
    ['x & check() {', ['check']],
    ['{ check() {', ['check']],
    ['a() { x; }; b() { y; }', ['a', 'b']],
    ['a() { b() { y; }; }', ['a', 'b']],
    ['check', []],
    ['check {', []],
    ['x check() {', []],
    ['x function check {', []],
    ['dysfunction check {', []],
    ['functions check {', []],
    ['function', []],
    ['"check()"', []],
    ['x=()', []],
    ['', []],
  ])('%s', (text, names) => expect(definedIn([text])).toEqual(names));

  it('of all lines, in order, each as often as it is defined', () =>
    expect(definedIn(['b() {', '}', 'function a {', '}', 'b() {'])).toEqual(['b', 'a', 'b']));
});

describe('a function is called when its name stands somewhere else', () => {
  it.each([
    ['check'],
    ['  check --all'],
    ['x && check'],
    ['"$(check)"'],
    ['x; check() { y; }'],
    ['x function check'],
    ['functions check'],
    ['check # all'],
    ['check() {', '}', 'check'],
    ['# why', 'trap check EXIT'],
    ['checks() { check; }'],
  ])('%j', (...lines) => expect(isCalled('check', lines)).toBe(true));

  it.each([
    [''],
    ['checks'],
    ['recheck'],
    ['check_all'],
    ['check-all'],
    ['all-check'],
    ['# check'],
    ['  # check'],
    ['check() {'],
    ['  check  () {'],
    ['function check {'],
    ['  function  check() {'],
    ['check() {', '}', 'checks'],
  ])('not in %j', (...lines) => expect(isCalled('check', lines)).toBe(false));
});
