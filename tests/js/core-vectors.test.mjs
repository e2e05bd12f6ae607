// The fold, the doc and the view reach what is written in tests/vectors; tests/rules holds Python to the same.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { conflictsOf } from '../../static/js/core/answers.mjs';
import { digest } from '../../static/js/core/canonical.mjs';
import { closing } from '../../static/js/core/closing.mjs';
import { buildDoc, suggestCategory } from '../../static/js/core/doc.mjs';
import { fold } from '../../static/js/core/fold.mjs';
import { progress } from '../../static/js/core/progress.mjs';
import { canAnswer, stepOf } from '../../static/js/core/steps.mjs';
import { viewBlocks, viewSha256 } from '../../static/js/core/view.mjs';

const HERE = new URL('../vectors/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, HERE), 'utf8'));
const FACTS = read('facts.json');
const VECTORS = readdirSync(HERE).filter((name) => name.endsWith('.json') && name !== 'facts.json');

test('there are vectors', () => assert.ok(VECTORS.length >= 10));

for (const name of VECTORS) {
  const { ops, results: written } = read(name);

  test(`${name}: every result is the written one`, async () => {
    const now = await results(ops);
    for (const part of Object.keys(written)) assert.deepEqual(now[part], written[part], part);
    assert.deepEqual(Object.keys(now).sort(), Object.keys(written).sort());
  });

  test(`${name}: neither order nor repetition matters`, () => {
    const turned = [...ops.slice(ops.length / 2), ...ops.slice().reverse()];
    assert.deepEqual(fold(turned), written.state);
  });
}

async function results(ops) {
  const state = fold(ops);
  const doc = await buildDoc(FACTS, state);
  const blocks = viewBlocks(doc);
  return {
    state,
    doc,
    doc_sha256: await digest(doc),
    blocks,
    view_sha256: await viewSha256(blocks),
    closing: await closing(FACTS, state),
    suggested: suggestCategory(FACTS, state),
    progress: progress(FACTS, state),
    can_answer: canAnswer(FACTS, state),
    step: stepOf(FACTS, state),
    conflicts: conflictsOf(state),
  };
}
