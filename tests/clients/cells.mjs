// The cells of a client in the matrix: what it did, printed as one JSON document.
import { isDeepStrictEqual } from "node:util";

export class Cells {
  constructor(version) {
    this.document = { version, cells: {} };
  }

  // The action returns how it was done, or nothing when the cell's name says it all; any exception is a failure.
  async run(name, action) {
    try {
      this.document.cells[name] = { result: "ok", how: (await action()) ?? null };
    } catch (error) {
      this.document.cells[name] = { result: "failed", how: error.stack };
    }
  }

  cannot(name, why) {
    this.document.cells[name] = { result: "cannot", how: why };
  }

  print() {
    console.log(JSON.stringify(this.document));
  }
}

export function expect(actual, expected) {
  if (!isDeepStrictEqual(actual, expected)) throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

export async function refusal(action) {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new Error("it was let in");
}
