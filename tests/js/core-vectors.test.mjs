// The fold, the doc and the view reach what is written in tests/vectors; tests/rules holds Python to the same.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { attemptsOf } from '../../static/js/core/abort.mjs';
import { abortOf, conflictsOf, itemsOf, modeOf, reasonOf, verdictOf } from '../../static/js/core/answers.mjs';
import { digest } from '../../static/js/core/canonical.mjs';
import { closing } from '../../static/js/core/closing.mjs';
import { buildDoc, suggestCategory } from '../../static/js/core/doc.mjs';
import { sealedEvidence } from '../../static/js/core/evidence.mjs';
import { fold } from '../../static/js/core/fold.mjs';
import { OFFICE, SEAL } from '../../static/js/core/kinds.mjs';
import { absentDepartments, sealer, unheard } from '../../static/js/core/people.mjs';
import { outsidePeriod, planOf } from '../../static/js/core/plan.mjs';
import { progress } from '../../static/js/core/progress.mjs';
import { canAnswer, stepOf } from '../../static/js/core/steps.mjs';
import { viewBlocks, viewSha256 } from '../../static/js/core/view.mjs';

const HERE = new URL('../vectors/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, HERE), 'utf8'));
const FACTS = read('facts.json');
const VECTORS = readdirSync(HERE).filter((name) => name.endsWith('.json') && name !== 'facts.json');

test('there are vectors', () => assert.ok(VECTORS.length >= 10));

for (const name of VECTORS) {
  const { facts: otherwise, ops, results: written } = read(name);
  const facts = { ...FACTS, ...otherwise };

  test(`${name}: every result is the written one`, async () => {
    const now = await results(facts, ops);
    for (const part of Object.keys(written)) assert.deepEqual(now[part], written[part], part);
    assert.deepEqual(Object.keys(now).sort(), Object.keys(written).sort());
  });

  test(`${name}: neither order nor repetition matters`, () => {
    const turned = [...ops.slice(ops.length / 2), ...ops.slice().reverse()];
    assert.deepEqual(fold(turned), written.state);
  });
}

async function results(facts, ops) {
  const state = fold(ops);
  const doc = await buildDoc(facts, state);
  const blocks = viewBlocks(doc);
  return {
    state,
    doc,
    doc_sha256: await digest(doc),
    blocks,
    view_sha256: await viewSha256(blocks),
    closing: await closing(facts, state),
    suggested: suggestCategory(facts, state),
    progress: progress(facts, state),
    can_answer: canAnswer(facts, state),
    step: stepOf(facts, state),
    step_before_the_seal: stepOf(facts, fold(ops.filter(({ kind }) => kind !== SEAL))),
    conflicts: conflictsOf(facts, state),
    plan: planOf(facts, state),
    outside: outsidePeriod(facts, planOf(facts, state)),
    abort: abortOf(state),
    attempts: attemptsOf(state),
    absent: absentDepartments(facts, state),
    sealer: sealer(facts, state),
    answers: itemsOf(facts).map((item) => [verdictOf(state, item), reasonOf(state, item), modeOf(state, item)]),
    unheard: unheard(facts, phones(ops), state, frontier(ops)),
    sealed: sealedEvidence(doc, state),
  };
}

/** The first is the phone the story is told on; the last holds the packet and wrote nothing. */
function phones(ops) {
  const wrote = new Map(ops.filter(({ device }) => device !== OFFICE).map(({ device, actor }) => [device, actor]));
  const told = [...wrote].sort(([one], [other]) => (one < other ? -1 : 1));
  const rows = told.map(([device, person], no) => ({ device, person, name: '', own: no === 0 }));
  return [...rows, { device: 'd9', person: 'p2', name: '李四' }];
}

function frontier(ops) {
  const last = {};
  for (const { device, seq } of ops) last[device] = { seq: Math.max(seq, last[device]?.seq ?? 0) };
  return last;
}
