// Several people on one phone, and visits that end otherwise: whose items these are, under whose name an answer goes,
// and what is still missing at a locked gate or where nobody travels.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { dayFromNow, dayWord } from '../../static/js/bind/day.mjs';
import { describe } from '../../static/js/bind/describe.mjs';
import { allGaps } from '../../static/js/bind/gaps.mjs';
import { Inspection } from '../../static/js/bind/inspection.mjs';
import { fold } from '../../static/js/core/fold.mjs';

const facts = JSON.parse(readFileSync(new URL('../vectors/facts.json', import.meta.url), 'utf8'));
const [lead, second] = facts.team;
const [first, other] = facts.departments.map(({ name }) => name);

/** @param {[string, string, any, string?][]} written kind, field, payload and who wrote it @param {object} changed of the facts */
function inspectionWith(written, changed = {}) {
  const ops = written.map(([kind, field, payload, actor], n) => ({
    id: `op-${String(n).padStart(3, '0')}`,
    kind,
    field,
    payload,
    seen: [],
    actor: actor ?? lead.person,
    at: '2026-11-21T09:14:00.000+08:00',
    skew_ms: 0,
  }));
  const kept = [];
  const visit = {
    facts: { ...facts, ...changed },
    state: fold(ops),
    actor: { id: lead.person, name: lead.name },
    append: async (drafts) => kept.push(...drafts),
    kept,
  };
  return new Inspection(visit);
}

const team = (...departments) => facts.team.map((member, n) => ({ ...member, department: departments[n] ?? first }));
const whats = (inspection) => allGaps(inspection).map(({ what }) => what);
const shown = (person) => [
  'visit.identify',
  `shown.${person}`,
  { certificate_no: '1', by: person, via: 'login' },
  person,
];
const verdict = { kind: 'answer.set', field: 'item.M01-01.verdict', payload: { value: 'NORMAL' } };

function listen() {
  const said = { textContent: '' };
  globalThis.document = { querySelector: () => said };
  globalThis.window = { setTimeout: () => 0, addEventListener: () => {} };
  return said;
}

test('a department’s items are answered by its own people, those of one that sends nobody by whoever is there', () => {
  const both = inspectionWith([], { team: team(first, other) });
  assert.equal(both.mayAnswer(first), true);
  assert.equal(both.mayAnswer(other), false);
  both.acting = second.person;
  assert.equal(both.mayAnswer(first), false);
  assert.equal(both.mayAnswer(other), true);
  assert.equal(inspectionWith([], { team: team(first, first) }).mayAnswer(other), true);
});

test('what a colleague answers on this phone goes under the colleague’s name, until the owner is back', async () => {
  listen();
  const inspection = inspectionWith([]);
  inspection.acting = second.person;
  await inspection.write([verdict]);
  inspection.acting = '';
  await inspection.write([verdict]);
  assert.deepEqual(
    inspection.visit.kept.map(({ payload }) => payload),
    [{ value: 'NORMAL', by: second.person, via: 'pin' }, { value: 'NORMAL' }],
  );
});

test('a certificate shown by PIN stays with who showed it, whoever answers', async () => {
  listen();
  const inspection = inspectionWith([]);
  inspection.acting = second.person;
  const payload = { certificate_no: '1', by: lead.person, via: 'login' };
  await inspection.write([{ kind: 'visit.identify', field: `shown.${lead.person}`, payload }]);
  assert.deepEqual(inspection.visit.kept[0].payload, payload);
});

test('any point two people see differently is settled with a reason, two places of arrival and two days are not', async () => {
  const said = listen();
  const torn = inspectionWith([
    ['recusal.ask', 'recusal', { asked: false }],
    ['recusal.ask', 'recusal', { asked: true, who: '张三', reason: '亲属' }, second.person],
    ['visit.plan', 'plan', { date: '2026-12-01', reason: '' }],
    ['visit.plan', 'plan', { date: '2026-12-02', reason: '' }, second.person],
    ['visit.arrive', 'arrive.place', { why: 'denied' }],
    ['visit.arrive', 'arrive.place', { why: 'timeout' }, second.person],
  ]);
  assert.equal(await torn.write([{ kind: 'recusal.ask', field: 'recusal', payload: { asked: false } }]), false);
  assert.match(said.textContent, /先写原因/);
  assert.equal(await torn.write([{ kind: 'visit.plan', field: 'plan', payload: { date: '', reason: '' } }]), true);
  const conflicts = allGaps(torn).filter(({ what }) => what === '两人填得不一样');
  assert.deepEqual(conflicts, [{ what: '两人填得不一样', where: '回避', step: 4, code: '' }]);
});

test('at a locked gate nothing is missing but two certificates', () => {
  const abort = ['visit.abort', 'abort', { reason: 'REFUSED_ENTRY', words: '门卫不让进入。', witness: null }];
  assert.deepEqual(whats(inspectionWith([abort])), ['没有记两人出示证件']);
  assert.deepEqual(whats(inspectionWith([abort, shown(lead.person), shown(second.person)])), []);
});

test('where nobody travels there is a beginning, and nobody to tell', () => {
  const gaps = whats(inspectionWith([], { mode: 'DOCUMENT' }));
  assert.deepEqual(gaps.slice(0, 2), ['没有记开始时间', '没有记两人出示证件']);
  assert.ok(!gaps.some((what) => /告知|回避/.test(what)));
});

test('an arrival that was taken back has no time', () => {
  const inspection = inspectionWith([['visit.arrive', 'arrive', { taken_back: true }]]);
  assert.equal(inspection.time('arrive'), '');
});

test('a department that did not come leaves nothing open', () => {
  const open = (inspection) => allGaps(inspection).filter(({ what }) => /项未填/.test(what)).length;
  const before = inspectionWith([], { team: team(first, other) });
  const after = inspectionWith([['people.change', `department.${other}`, { came: false }]], {
    team: team(first, other),
  });
  assert.equal(open(before), 2);
  assert.equal(open(after), 1);
});

test('what may differ is named in words', () => {
  assert.deepEqual(describe('department.卫生健康局', { came: false }), { what: '卫生健康局到场情况', words: '未到场' });
  assert.deepEqual(describe('item.M01-01.mode', { value: 'DOCUMENT' }), { what: '检查方式', words: '书面检查' });
  assert.deepEqual(describe('abort', { taken_back: true }), { what: '无法检查', words: '撤回' });
  assert.equal(describe('abort', { reason: 'CLOSED_OR_MOVED', words: '校牌已摘除' }).words, '停办或搬迁：校牌已摘除');
});

test('a day is said as people say it', () => {
  assert.equal(dayWord(''), '待排期');
  assert.match(dayWord(dayFromNow()), /^今天 \d+月\d+日周/);
  assert.match(dayWord(dayFromNow(1)), /^明天 /);
  assert.equal(dayWord('2031-01-06'), '1月6日周一');
});
