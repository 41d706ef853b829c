// WebAssembly modules as bytes: what the tools that change a module share.

/** Reads a module's bytes: numbers in LEB128, names behind their length. */
export class Reader {
  constructor(bytes, at = 0) {
    Object.assign(this, { bytes, at });
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  name() {
    return this.take(this.number()).toString();
  }

  list(read) {
    return Array.from({ length: this.number() }, () => read(this));
  }
}

/** A number in LEB128. */
export function number(value) {
  const bytes = [];
  for (; value > 0x7f; value = Math.floor(value / 0x80)) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

/** A name, in UTF-8, behind its length. */
export const name = (text) => Buffer.concat([number(Buffer.byteLength(text)), Buffer.from(text)]);
/** Items behind their number. */
export const list = (items) => Buffer.concat([number(items.length), ...items]);

/** The module with what `change` makes of its sections, by their number; the others stay. */
export function withSections(module, change) {
  const reader = new Reader(module);
  const parts = [reader.take(8)];
  while (reader.at < module.length) {
    const [id] = reader.take(1);
    const content = reader.take(reader.number());
    const changed = change[id]?.(new Reader(content)) ?? content;
    parts.push(Buffer.from([id]), number(changed.length), changed);
  }
  return Buffer.concat(parts);
}
