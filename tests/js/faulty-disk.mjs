// Faults of a phone's disk, put under every IndexedDB write: full, or failing at the n-th call.

const store = IDBObjectStore.prototype;
const original = { add: store.add, put: store.put };

/** Every write asks `fault(storeName, value, n)` first; a name of an error makes it fail that way. @returns {() => void} mend the disk */
export function breakDisk(fault) {
  let calls = 0;
  for (const way of ['add', 'put']) {
    store[way] = function faulty(value, key) {
      calls += 1;
      const error = fault(this.name, value, calls);
      if (error === 'throw') throw new DOMException('the disk gave up', 'DataError');
      const request = original[way].call(this, ...(key === undefined ? [value] : [value, key]));
      // As browsers do it: the request knows nothing, the transaction dies at the end.
      if (error)
        queueMicrotask(() => {
          if (this.transaction._state !== 'finished') this.transaction._abort(error);
        });
      return request;
    };
  }
  return () => Object.assign(store, original);
}

/** A disk on which nothing fits any more, unless the reserve of this database has been given up. */
export function fullDisk(reserveIsThere) {
  return breakDisk((name, value) => {
    const bytes = value?.byteLength ?? value?.bytes?.byteLength ?? 0;
    return bytes > 100000 || reserveIsThere(name) ? 'QuotaExceededError' : null;
  });
}
