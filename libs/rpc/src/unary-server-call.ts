import {
  Metadata,
  ServerInterceptingCall,
  status as Status,
  type ServerInterceptor,
  type StatusObject,
} from '@grpc/grpc-js';
import type { CallEnding } from './call-ending';
import type { ArrivedCall, BeginCall } from './call-runner';
import type { CallWork, RunningCall } from './running-call';

/** A method of one request and one answer, as one caller is served. */
export interface UnaryServing {
  begin: BeginCall;
  handle(request: object, ending: CallEnding): unknown;
  /** @throws TypeError when the answer does not fit the contract */
  encode(answer: object): Buffer;
}

type GrpcCall = Parameters<ServerInterceptor>[1];
type GrpcListener = Parameters<GrpcCall['start']>[0];

/**
 * Takes the calls of these methods, by path; any other call goes to the handler that is registered for it. Those
 * handlers get a writable stream for each call, also where there is only one answer to write: a tenth of what
 * grpc-js takes for it.
 */
export function serveUnaryCalls(methods: ReadonlyMap<string, UnaryServing>): ServerInterceptor {
  return ({ path }, call) => {
    const serving = methods.get(path);
    return serving ? new UnaryServerCall(call, serving) : new ServerInterceptingCall(call);
  };
}

const noMetadata = new Metadata();
const ok = { code: Status.OK, details: 'OK' };

/** A call from its headers to its status; keeps what grpc-js would do next from happening. */
class UnaryServerCall extends ServerInterceptingCall implements GrpcListener, ArrivedCall, CallWork {
  metadata = noMetadata;
  readonly #call: GrpcCall;
  readonly #serving: UnaryServing;
  #request: object | undefined;
  #running: RunningCall | undefined;

  constructor(call: GrpcCall, serving: UnaryServing) {
    super(call);
    this.#call = call;
    this.#serving = serving;
  }

  override start(): void {
    this.#call.start(this);
  }

  onReceiveMetadata(metadata: Metadata): void {
    this.metadata = metadata;
    this.#call.startRead();
  }

  onReceiveMessage(request: object): void {
    if (this.#request) return this.refuse({ code: Status.UNIMPLEMENTED, details: 'a second request' });
    this.#request = request;
    this.#call.startRead();
  }

  onReceiveHalfClose(): void {
    if (!this.#request) return this.refuse({ code: Status.UNIMPLEMENTED, details: 'no request' });
    this.#running = this.#serving.begin(this, this);
  }

  onCancel(): void {
    // Comes at the end of every call.
    this.#running?.leave();
    this.#running = undefined;
    this.#request = undefined;
  }

  handle(ending: CallEnding): unknown {
    return this.#serving.handle(this.#request ?? {}, ending);
  }

  answer(answer: unknown): void {
    const bytes = this.#serving.encode(answer as object);
    this.#call.sendMessage(bytes, () => this.#call.sendStatus(ok));
  }

  refuse({ code = Status.UNKNOWN, details = '', metadata }: Partial<StatusObject>): void {
    this.#call.sendStatus({ code, details, metadata });
  }
}
