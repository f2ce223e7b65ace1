import { type Channel, openChannel } from "../channel.ts";
import * as monaco from "../monaco.ts";

interface RpcMessage {
  jsonrpc: "2.0";
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

/** Speaks JSON-RPC with the language server. */
export class LanguageClient {
  readonly #channel: Channel<RpcMessage, RpcMessage> = openChannel("language");
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  readonly #listeners = new Map<string, (params: never) => void>();
  readonly #before: (() => void)[] = [];
  #last = 0;

  constructor() {
    this.#channel.onMessage(message => this.#receive(message));
    this.#channel.onClose(() => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the language server has ended"));
      this.#waiting.clear();
    });
  }

  /** Null where the answer is an error: the server logs it, and the text does without. */
  async ask<Result>(method: string, params: object, token?: monaco.CancellationToken): Promise<Result | null> {
    for (const bring of this.#before) bring();
    this.#last++;
    const id = this.#last;
    this.#channel.send({ jsonrpc: "2.0", id, method, params });
    const cancelling = token?.onCancellationRequested(() => this.tell("$/cancelRequest", { id }));
    try {
      return (await new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))) as Result;
    } catch {
      return null;
    } finally {
      cancelling?.dispose();
    }
  }

  /** Is called before each request: what is asked about must be what the server has. */
  beforeAsking(bring: () => void): void {
    this.#before.push(bring);
  }

  tell(method: string, params: object): void {
    this.#channel.send({ jsonrpc: "2.0", method, params });
  }

  on<Params>(method: string, listener: (params: Params) => void): void {
    this.#listeners.set(method, listener as (params: never) => void);
  }

  /** Happens when the server sends a message that only says so. */
  event(method: string): monaco.IEvent<void> {
    const emitter = new monaco.Emitter<void>();
    this.on(method, () => emitter.fire());
    return emitter.event;
  }

  #receive({ id, method, params, result, error }: RpcMessage): void {
    if (method !== undefined) {
      this.#listeners.get(method)?.(params as never);
      // Whatever else the server asks of its client, this one has none of it.
      if (id !== undefined) this.#channel.send({ jsonrpc: "2.0", id, result: null });
      return;
    }
    const asked = this.#waiting.get(id as number);
    this.#waiting.delete(id as number);
    if (error) asked?.reject(new Error(error.message));
    else asked?.resolve(result);
  }
}
