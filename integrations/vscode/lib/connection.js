"use strict";
// JSON-RPC 2.0 over two streams, framed as the Language Server Protocol does it. Needs nothing of the editor.

/** The longest message that is accepted, in bytes. */
const MAXIMUM = 64 << 20;

class Connection {
  /**
   * @param write takes bytes for the server.
   * @param handlers `request(method, params)` answers a request of the server, `notification(method, params)` takes a
   *   notification, `failed(reason)` learns that the stream is broken, and `trace(direction, message)` sees all messages.
   */
  constructor(write, handlers) {
    this.write = write;
    this.handlers = handlers;
    this.buffer = Buffer.alloc(0);
    this.pending = new Map();
    this.lastId = 0;
    this.isClosed = false;
  }

  /** Sends a request. Resolves with the result; rejects with the server's error, or when the connection closes. */
  request(method, params, token) {
    if (this.isClosed) return Promise.reject(new Error("the server is not running"));
    const id = ++this.lastId;
    const answer = new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
    token?.onCancellationRequested?.(() => this.notify("$/cancelRequest", { id }));
    this.send({ jsonrpc: "2.0", id, method, params });
    return answer;
  }

  /** Sends a notification. */
  notify(method, params) {
    if (!this.isClosed) this.send({ jsonrpc: "2.0", method, params });
  }

  send(message) {
    this.handlers.trace?.("sent", message);
    const body = Buffer.from(JSON.stringify(message), "utf8");
    this.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`, "ascii"), body]));
  }

  /** Takes bytes of the server, as they come. */
  receive(bytes) {
    this.buffer = Buffer.concat([this.buffer, bytes]);
    for (;;) {
      const end = this.buffer.indexOf("\r\n\r\n");
      if (end < 0) {
        if (this.buffer.length > 4096) this.fail("a header without an end");
        return;
      }
      const length = /content-length:\s*(\d+)/i.exec(this.buffer.toString("ascii", 0, end))?.[1];
      if (length === undefined || Number(length) > MAXIMUM) {
        this.fail("an invalid header");
        return;
      }
      const start = end + 4;
      if (this.buffer.length < start + Number(length)) return;
      const body = this.buffer.toString("utf8", start, start + Number(length));
      this.buffer = this.buffer.subarray(start + Number(length));
      this.take(body);
    }
  }

  take(body) {
    let message;
    try {
      message = JSON.parse(body);
    } catch {
      this.fail("a message that is not JSON");
      return;
    }
    this.handlers.trace?.("received", message);
    if (message.method === undefined) this.settle(message);
    else if (message.id === undefined || message.id === null) {
      this.handlers.notification(message.method, message.params);
    } else this.answer(message);
  }

  settle(message) {
    const waiting = this.pending.get(message.id);
    if (!waiting) return;
    this.pending.delete(message.id);
    if (!message.error) {
      waiting.resolve(message.result);
      return;
    }
    const error = new Error(message.error.message);
    error.code = message.error.code;
    waiting.reject(error);
  }

  async answer({ id, method, params }) {
    try {
      const result = await this.handlers.request(method, params);
      this.send({ jsonrpc: "2.0", id, result: result ?? null });
    } catch (error) {
      this.send({ jsonrpc: "2.0", id, error: { code: error.code ?? -32603, message: String(error.message ?? error) } });
    }
  }

  fail(reason) {
    this.close();
    this.handlers.failed(reason);
  }

  /** Ends the connection: nothing more is sent, and pending requests are rejected. */
  close() {
    if (this.isClosed) return;
    this.isClosed = true;
    this.buffer = Buffer.alloc(0);
    for (const { reject } of this.pending.values()) reject(new Error("the server has ended"));
    this.pending.clear();
  }
}

module.exports = { Connection };
