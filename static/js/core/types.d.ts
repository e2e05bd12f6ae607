// The shapes phone and server share; read by the type checker only, never loaded by a browser.

export interface Op {
  v: 1;
  id: string;
  visit: string;
  device: string;
  actor: string;
  seq: number;
  prev: string;
  kind: string;
  field: string;
  payload: any;
  seen: string[];
  at: string;
  mono: number;
  boot: string;
  skew_ms: number;
}
export interface Head {
  id: string;
  actor: string;
  at: string;
  skew_ms: number;
  kind: string;
  payload: any;
}
export interface Field {
  heads: Head[];
  value: any;
  conflict: boolean;
}
export interface State {
  fields: { [field: string]: Field };
  seal: { id: string; at: string; payload: Seal } | null;
  later: { supplement: string[]; unseen: string[] };
  count: number;
}

export interface Verifier {
  person: string;
  salt: string;
  iterations: number;
  hash: string;
}

/** How an item or a whole visit is checked; a key of MODE_LABELS. */
export type InspectionMode =
  | 'ON_SITE'
  | 'DOCUMENT'
  | 'ONLINE_MONITORING'
  | 'DATA_COMPARISON'
  | 'LAB_TEST'
  | 'ENTRUSTED'
  | 'ADOPTED_CONCLUSION';
export interface Member {
  person: string;
  name: string;
  unit: string;
  certificate_no: string;
  certificate_label: string;
  valid_to: string;
  certified: boolean;
  lead: boolean;
  role_label: string;
  department: string;
}
export interface Item {
  code: string;
  no: number;
  item_name: string;
  sub_item_name: string;
  content: string;
  basis: string;
  mode: InspectionMode;
  modes: InspectionMode[];
  mode_label: string;
  faces: boolean;
  guidance: string;
  phrases: string[];
  tag: string;
}
/** An item with where it stands on the sheet. */
export interface Placed extends Item {
  department: string;
  matter: string;
  /** who of the team comes from that department */
  people: string[];
}
export interface Facts {
  v: 1;
  visit: string;
  check_code: string;
  template: string;
  catalogue: string;
  catalogue_label: string;
  authority: string;
  title: string;
  mode: InspectionMode;
  mode_label: string;
  hotline: string;
  check_url: string;
  task: { [part: string]: any };
  subject: { [part: string]: any };
  team: Member[];
  departments: { name: string; matters: { code: string; name: string; items: Item[] }[]; empty: string[] }[];
  notice: any;
  planned_on: string;
  period_from: string;
  period_to: string;
  last_problems: string;
  profile: { photo_on_abnormal: number; due_day_chips: number[] };
}

/** A photo or file that counts: its number on the sheet, its op's head, and the item it belongs to ("" none). */
export interface Photo {
  no: number;
  evidence: string;
  head: Head;
  item: string;
}
/** A visit that could not be made; `at` as printed, `actor` who acted, on whosever phone. */
export interface Attempt {
  id: string;
  reason: string;
  label: string;
  words: string;
  at: string;
  actor: string;
  photos: string[];
}
export interface Witness {
  name: string;
  unit: string;
}
export interface Progress {
  total: number;
  answered: number;
  abnormal: number;
  open: string[];
  missing: { code: string; what: string }[];
}

/** Bytes a seal vouches for. */
export interface Sealed {
  evidence: string;
  sha256: string;
  size: number;
}
export interface DocPhoto extends Sealed {
  no: number;
  taken_at: string;
  item_no: number | null;
  covers: Sealed | null;
}
export interface DocFile extends Sealed {
  no: number;
  name: string;
  type_label: string;
  item_no: number | null;
}
export interface DocItem {
  no: number;
  code: string;
  department: string;
  matter: string;
  item_name: string;
  sub_item_name: string;
  content: string;
  basis: string;
  mode_label: string;
  result: string;
  note: string;
  by: string;
  photos: number[];
}
export interface Finding {
  no: number;
  item_no: number;
  code: string;
  department: string;
  problem: string;
  basis: string;
  disposition: string;
  due: string;
  photos: number[];
}
export interface Doc {
  v: 1;
  template: string;
  catalogue: string;
  catalogue_label: string;
  facts_sha256: string;
  check_code: string;
  title: string;
  mode_label: string;
  task: { [part: string]: any };
  subject: { [part: string]: any };
  inspectors: { name: string; unit: string; certificate_no: string; role_label: string }[];
  abort: { label: string; words: string; at: string; by: string; witness: Witness | null } | null;
  attempts: { at: string; label: string; words: string }[];
  absent_departments: string[];
  procedure: {
    arrived_at: string;
    place: string;
    shown: { name: string; certificate_no: string; at: string; via_label: string }[];
    told_at: string;
    recusal: string;
    departments: { name: string; came: boolean; items: number }[];
    returns: { at: string; words: string }[];
  };
  totals: { items: number; normal: number; abnormal: number; not_applicable: number; not_checked: number };
  items: DocItem[];
  findings: Finding[];
  category: { value: string; label: string };
  photos: DocPhoto[];
  files: DocFile[];
  empty_matters: string[];
  not_checked: string[];
}
export interface Block {
  kind: 'title' | 'heading' | 'line' | 'finding' | 'item' | 'photo';
  text: string;
  evidence?: string;
}

export interface Ink {
  w: number;
  h: number;
  strokes: number[][][];
}
export interface Closing {
  statement: { value: string; words: string };
  subject: {
    outcome: string;
    name: string;
    role: string;
    reason: string;
    explained_by: string;
    witness: Witness | null;
    recording: { made: boolean; number: string } | null;
    photo: string | null;
    stamped: boolean;
    photos: string[];
    ink_sha256: string;
    at: string;
  };
  inspectors: { person: string; name: string; certificate_no: string; ink_sha256: string; via: string; at: string }[];
}
export interface Seal {
  doc_sha256: string;
  view_sha256: string;
  facts_sha256: string;
  template: string;
  catalogue: string;
  frontier: { [device: string]: { seq: number; sha256: string } };
  photos: Sealed[];
  open_conflicts: string[];
  closing: Closing;
  unseen_devices: string[];
  key: string;
  signature: string;
}
