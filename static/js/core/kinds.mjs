// Every kind of op this version can fold; only ever added to. Twin of field/kinds.py.

export const SEAL = 'visit.seal';
export const EVIDENCE_ADD = 'evidence.add';

export const KINDS = new Set([
  'visit.plan',
  'visit.abort',
  'visit.arrive',
  'visit.identify',
  'view.shown',
  'view.return',
  'recusal.ask',
  'people.change',
  'answer.set',
  'finding.set',
  EVIDENCE_ADD,
  'evidence.withdraw',
  'category.set',
  'statement.set',
  'sign.subject',
  'sign.refuse',
  'sign.absent',
  'sign.unable',
  'sign.inspector',
  'seal.paper',
  'field.settle',
  SEAL,
  'visit.leave',
  'supplement.add',
]);
