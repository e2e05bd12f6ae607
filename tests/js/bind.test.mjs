// What the phone says in words: how far work has come, what is still missing, what two people wrote.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { describe } from '../../static/js/bind/describe.mjs';
import { doorWord, onlyHere } from '../../static/js/bind/door.mjs';
import { allGaps, gapsOf } from '../../static/js/bind/gaps.mjs';
import { Inspection } from '../../static/js/bind/inspection.mjs';
import { fold } from '../../static/js/core/fold.mjs';
import { progress } from '../../static/js/core/progress.mjs';

const vector = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));
const facts = vector('facts');
const PAYLOADS = {
  'item.M01-01.verdict': { value: 'ABNORMAL' },
  'item.M01-01.note': { text: '〔 〕楼安全出口上锁。' },
  'item.M01-01.disposition': { value: 'RECTIFY' },
};

/** A visit on the screen whose fields hold these payloads, each written once. */
function inspectionWith(payloads) {
  const ops = Object.entries(payloads).map(([field, payload], n) => ({
    id: `op-${String(n).padStart(3, '0')}`,
    kind: field.endsWith('.verdict') ? 'answer.set' : 'finding.set',
    field: field.split('#')[0],
    payload,
    seen: [],
    actor: n % 2 ? 'p2' : 'p1',
    at: '2026-11-21T09:14:00.000+08:00',
    skew_ms: 0,
  }));
  return new Inspection({ facts, state: fold(ops), actor: { id: 'p1', name: '张三' } });
}

const whats = (inspection) => allGaps(inspection).map(({ what }) => what);

test('the door says how many answers and photos exist only on this phone', () => {
  assert.equal(onlyHere({ ops: 12, photos: 3 }), '仅存本机：12 条记录、3 张照片');
  assert.equal(onlyHere({ ops: 0, photos: 3, files: 3 }), '仅存本机：3 个文件');
  assert.equal(onlyHere({ ops: 0, photos: 0 }), '');
  assert.equal(doorWord({ ops: 2, photos: 0 }, true, true), '已封存 · 仅存本机 2 条');
  assert.equal(doorWord({ ops: 0, photos: 0 }, true, true), '已封存 · 已收到');
  assert.equal(doorWord({ ops: 0, photos: 0 }, true, false), '已收到');
  assert.equal(doorWord({ ops: 0, photos: 0 }, false, false), '还没有记录');
});

test('nothing is shown to the school before arrival, certificates, telling and recusal stand', () => {
  assert.deepEqual(whats(inspectionWith({})).slice(0, 4), [
    '没有记到达时间',
    '没有记两人出示证件',
    '没有记告知校方',
    '没有记回避询问',
  ]);
});

test('a calm day of the vectors leaves nothing to be done', () => {
  const { ops } = vector('calm_day');
  assert.deepEqual(allGaps(new Inspection({ facts, state: fold(ops) })), []);
});

test('an item that is not normal names what it lacks, the empty bracket of a phrase included', () => {
  const inspection = inspectionWith(PAYLOADS);
  const { missing } = progress(facts, inspection.state);
  assert.deepEqual(gapsOf('M01-01', missing), ['〔 〕里的内容', '整改期限', '照片']);
});

test('a bracket is only asked for while the item is not normal', () => {
  const inspection = inspectionWith({ ...PAYLOADS, 'item.M01-01.verdict': { value: 'NORMAL' } });
  const { missing } = progress(facts, inspection.state);
  assert.deepEqual(gapsOf('M01-01', missing), []);
});

test('two people who answered differently have to settle it before the school sees it', () => {
  const inspection = inspectionWith({
    'item.M01-02.verdict': { value: 'NORMAL' },
    'item.M01-02.verdict#2': { value: 'ABNORMAL' },
  });
  const gap = allGaps(inspection).find(({ what }) => what === '两人填得不一样');
  assert.deepEqual(gap, { what: '两人填得不一样', where: '第 2 项 安全管理', step: 2, code: 'M01-02' });
});

test('what two people wrote is told in the words of the trade', () => {
  assert.deepEqual(describe('item.M01-02.verdict', { value: 'ABNORMAL' }), { what: '结果', words: '不正常' });
  assert.deepEqual(describe('item.M01-02.due', { date: '2026-12-06', days: 15 }), {
    what: '整改期限',
    words: '2026-12-06',
  });
  assert.equal(describe('item.M01-02.note', { text: '' }).words, '（空）');
  assert.equal(describe('category', { value: 'CORRECTED_ON_ORDER' }).words, '发现问题已责令改正');
});

/** The live regions of a page, as far as a sentence needs them. */
function listen() {
  const said = { textContent: '' };
  globalThis.document = { querySelector: () => said };
  globalThis.window = { setTimeout: () => 0, addEventListener: () => {} };
  return said;
}

test('a sealed sheet takes no answer any more, only the leaving', async () => {
  const said = listen();
  const written = [];
  const append = async (drafts) => written.push(...drafts);
  const sealed = new Inspection({ facts, append, state: { fields: {}, seal: { id: 'seal' } } });
  const answer = { kind: 'answer.set', field: 'item.M01-01.verdict', payload: { value: 'NORMAL' } };
  assert.equal(await sealed.write([answer]), false);
  assert.match(said.textContent, /已封存，内容不能再改/);
  assert.equal(await sealed.write([{ kind: 'visit.leave', field: 'leave', payload: {} }]), true);
  assert.deepEqual(
    written.map(({ kind }) => kind),
    ['visit.leave'],
  );
});

test('what two people answered differently is settled with a reason, not by a third answer', async () => {
  const said = listen();
  const torn = inspectionWith({
    'item.M01-02.verdict': { value: 'NORMAL' },
    'item.M01-02.verdict#2': { value: 'ABNORMAL' },
  });
  torn.visit.append = async () => {};
  const third = { kind: 'answer.set', field: 'item.M01-02.verdict', payload: { value: 'NORMAL' } };
  assert.equal(await torn.write([third]), false);
  assert.match(said.textContent, /先写原因/);
  assert.equal(await torn.write([{ ...third, kind: 'field.settle' }]), true);
});
