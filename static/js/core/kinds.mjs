// Every kind of op this version can fold; only ever added to. Twin of field/kinds.py.

export const SEAL = 'visit.seal';
export const EVIDENCE_ADD = 'evidence.add';
// The office's alone: written by the server, under a device that is no phone.
export const SET_ASIDE = 'seal.set_aside';
export const OFFICE = 'office';

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
  SET_ASIDE,
  'visit.leave',
  'supplement.add',
]);
