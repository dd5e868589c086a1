// MD5 of bytes that come in blocks: WebCrypto has none, and Kadi compares uploads by it.
const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const table = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);
const order = Uint8Array.from({ length: 64 }, (_, i) => (i < 16 ? i : i < 32 ? (5 * i + 1) % 16 : i < 48 ? (3 * i + 5) % 16 : (7 * i) % 16));
const turns = Uint8Array.from({ length: 64 }, (_, i) => shifts[(i >> 4) * 4 + (i & 3)]);

function rounds(state, words) {
  let [a, b, c, d] = state;
  for (let i = 0; i < 64; i += 1) {
    const mix = i < 16 ? (b & c) | (~b & d) : i < 32 ? (d & b) | (~d & c) : i < 48 ? b ^ c ^ d : c ^ (b | ~d);
    const sum = (a + mix + table[i] + words[order[i]]) | 0;
    const turn = turns[i];
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0;
  }
  state[0] = (state[0] + a) | 0;
  state[1] = (state[1] + b) | 0;
  state[2] = (state[2] + c) | 0;
  state[3] = (state[3] + d) | 0;
}

export class Md5 {
  #state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  #words = new Int32Array(16);
  #rest = new Uint8Array(64);
  #held = 0;
  #length = 0;

  #block(view, at) {
    for (let i = 0; i < 16; i += 1) this.#words[i] = view.getInt32(at + 4 * i, true);
    rounds(this.#state, this.#words);
  }

  update(bytes) {
    let at = 0;
    this.#length += bytes.length;
    if (this.#held) {
      at = Math.min(64 - this.#held, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#held);
      this.#held += at;
      if (this.#held < 64) return this;
      this.#block(new DataView(this.#rest.buffer), 0);
      this.#held = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + 64 <= bytes.length; at += 64) this.#block(view, at);
    this.#rest.set(bytes.subarray(at));
    this.#held = bytes.length - at;
    return this;
  }

  hex() {
    const length = this.#length;
    const end = new Uint8Array(this.#held < 56 ? 64 - this.#held : 128 - this.#held);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, (length * 8) >>> 0, true);
    view.setUint32(end.length - 4, Math.floor(length / 2 ** 29), true);
    this.update(end);
    return [...new Uint8Array(this.#state.buffer)].map(byte => byte.toString(16).padStart(2, '0')).join('');
  }
}
