// The shapes that cross the phone's store; read by the type checker only, never loaded by a browser.

import type { Facts, Op, Verifier } from '../core/types.d.ts';
export type { Facts, Op, State, Verifier } from '../core/types.d.ts';

export interface Person {
  id: string;
  name: string;
  unit?: string;
  pin_chosen?: boolean;
}

export interface Draft {
  kind: string;
  field: string;
  payload: any;
  seen?: string[];
}
/** The end of a chain: number and digest of its last op, 0 and "" before the first. */
export interface Head {
  seq: number;
  sha256: string;
}
/** The last op this install wrote on a visit. */
export interface Chain extends Head {
  visit: string;
  at: string;
}

export type FieldHead = import('../core/types.d.ts').Head;
export interface PacketReply {
  proto: 1;
  epoch: string;
  visit: string;
  token: string;
  actor: Person;
  facts: Facts;
  facts_sha256: string;
  pins: Verifier[];
  html: string;
  ops: Op[];
  next: number;
  now: string;
  devices?: Omit<PhoneRow, 'visit'>[];
}
/** What is kept of a packet: everything but the token and the ops, which have stores of their own. */
export interface PacketRow {
  visit: string;
  facts: Facts;
  facts_sha256: string;
  pins: Verifier[];
  html: string;
  saved_at: string;
}
/** A public key as JWK: a point of P-256. */
export interface Jwk {
  kty: string;
  crv: string;
  x: string;
  y: string;
}
/** A phone that holds this visit's packet, or handed a file of it over; public_key as the server knows it, compared_key as two people did by eye. */
export interface PhoneRow {
  visit: string;
  device: string;
  person: string;
  name: string;
  public_key?: Jwk;
  compared_key?: Jwk;
}
/** A small picture of a photo whose bytes are on a colleague's phone. */
export interface PreviewRow {
  visit: string;
  evidence: string;
  bytes: ArrayBuffer;
}
/** A file that left this phone, or was read here; device and name are those of who made it, ops how many it brought. */
export interface HandoverRow {
  visit: string;
  id: string;
  way: 'given' | 'read';
  at: string;
  made_at: string;
  device: string;
  name: string;
  ops: number;
}
export interface VisitRow {
  id: string;
  state: string;
  planned_on: string;
  period_from: string;
  period_to: string;
  subject_name: string;
  address: string;
  packet_sha256: string;
  confirm: boolean;
  mode?: string;
  attempts?: number;
}

export interface OutboxRow {
  visit: string;
  seq: number;
  id: string;
  at: string;
  parked?: string;
}
export interface ReceiptRow {
  visit: string;
  id: string;
  receipt: number;
  state: string;
  reason?: string;
}
export interface PhotoRow {
  visit: string;
  evidence: string;
  sha256: string;
  size: number;
  type: string;
  name: string;
  item: string | null;
  at: string;
  received: boolean;
  begun?: boolean;
  trouble?: string;
}
/** What exists only on this phone; photos: the files among them included. */
export interface Pending {
  ops: number;
  photos: number;
  files: number;
  bytes: number;
  since: string | null;
}
export interface Readiness {
  ready: boolean;
  missing: string[];
}

export interface Tx {
  objectStore(name: string): any;
  abort(): void;
  done: Promise<void>;
  error: DOMException | null;
}
export interface Connection {
  name: string;
  read<T>(stores: string[], work: (tx: Tx) => Promise<T>): Promise<T>;
  write<T>(stores: string[], work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): void;
}
export interface UserBase {
  user: string;
  install: string;
  base: Connection;
}

/** made: own ops stored; got: ops that came from the server; receipts: something was received; user: another person signed in. */
export interface Bell {
  kind: 'made' | 'got' | 'receipts' | 'packets' | 'user' | 'status' | 'wake';
  user: string;
  visit?: string;
  status?: any;
}
