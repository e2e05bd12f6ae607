// The far end of the wire for tests: a real HTTP server that keeps what it receipts, and can be made to misbehave.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

/** What /api/me says when nobody is signed in: an answer, not an error. */
export const nobody = () => ({
  json: { proto: 1, person: null, epoch: 'epoch-1', now: new Date().toISOString(), visits: [] },
});

export class FarEnd {
  epoch = 'epoch-1';
  ops = new Map();
  blobs = new Map();
  /** Every request: {method, url, ops, bytes, pending}. */
  log = [];
  /** What answers before the server does: (request, body) => {status, headers, text} | 'drop' | undefined. */
  fault = () => undefined;
  me = nobody;
  others = [];
  devices = [];

  async start() {
    this.server = createServer((request, response) => this.#take(request, response));
    await new Promise((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    this.server.unref();
    const base = `http://127.0.0.1:${this.server.address().port}`;
    const real = globalThis.fetch;
    // Pages ask by path alone; the rest is Node's own fetch.
    globalThis.fetch = (path, options) => real(/^\//.test(path) ? base + path : path, options);
    return this;
  }

  async #take(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const raw = Buffer.concat(parts);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const json = /json/.test(request.headers['content-type'] ?? '') && body.length ? JSON.parse(body) : null;
    this.log.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
      ops: json?.ops?.length,
      ids: json?.ops?.map((op) => op.id),
      bytes: raw.length,
      pending: json?.pending,
    });
    const bad = await this.fault(request, json, body);
    if (bad === 'drop') return request.socket.destroy();
    const { status = 200, headers = {}, text, json: told } = bad ?? this.#answer(request, json, body);
    response.writeHead(status, { 'Content-Type': text === undefined ? 'application/json' : 'text/html', ...headers });
    response.end(text ?? JSON.stringify(told ?? {}));
  }

  #answer(request, json, body) {
    const [, visit, what, name] = /^\/api\/visits\/([^/]+)\/(\w+)\/?([^?]*)/.exec(request.url) ?? [];
    if (request.url === '/api/me') return this.me();
    if (what === 'ops' && request.method === 'POST') return this.receive(json);
    if (what === 'ops')
      return {
        json: {
          proto: 1,
          epoch: this.epoch,
          ops: this.others,
          next: this.others.length,
          devices: this.devices,
          safe: false,
          stored: [...this.blobs.keys()],
        },
      };
    if (what === 'packet') return this.packet(visit, json);
    if (what === 'blobs') return this.store(request, name, body);
    return { status: 404, json: { proto: 1, error: 'not_found' } };
  }

  receive({ batch, ops }) {
    const receipts = ops.map((op) => {
      const again = this.ops.has(op.id);
      this.ops.set(op.id, op);
      return { id: op.id, receipt: [...this.ops.keys()].indexOf(op.id) + 1, state: again ? 'duplicate' : 'applied' };
    });
    return {
      json: { proto: 1, batch, epoch: this.epoch, receipts, now: new Date().toISOString(), number: this.ops.size },
    };
  }

  store(request, name, body) {
    const hex = name || request.headers['x-blob-sha256'];
    const known = this.blobs.get(hex);
    if (request.method !== 'POST' && !known) return { status: 404, json: { proto: 1, error: 'no_upload' } };
    const blob = known ?? { size: Number(request.headers['x-blob-size']), bytes: Buffer.alloc(0) };
    this.blobs.set(hex, blob);
    const at = Number(request.headers['upload-offset'] ?? 0);
    if (request.method === 'HEAD')
      return { headers: { 'Upload-Offset': String(blob.bytes.length), 'Upload-Length': String(blob.size) } };
    if (at !== blob.bytes.length)
      return request.method === 'POST'
        ? { json: { proto: 1, offset: blob.bytes.length } }
        : { status: 409, json: { proto: 1, offset: blob.bytes.length } };
    if (request.headers['content-digest'] !== `sha-256=:${sha256(body).toString('base64')}:`)
      return { status: 400, json: { proto: 1, error: 'digest_mismatch' } };
    blob.bytes = Buffer.concat([blob.bytes, body]);
    if (blob.bytes.length < blob.size) return { json: { proto: 1, offset: blob.bytes.length } };
    if (sha256(blob.bytes).toString('hex') === hex) return { json: { proto: 1, stored: true } };
    blob.bytes = Buffer.alloc(0);
    return { status: 422, json: { proto: 1, error: 'hash_mismatch' } };
  }

  /** Set by a test that hands out packets. */
  packet() {
    return { status: 401, json: { proto: 1, error: 'signed_out' } };
  }
}
