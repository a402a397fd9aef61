/** The kiosk's surroundings with answers that a test writes: for what a visitor sees. The wire has tests of its own. */
import { generateKeyPairSync } from 'node:crypto';
import type { Paper } from '../../devices/receipt-printer/paper.ts';
import type { DeviceIdentity } from '../../devices/driver/driver.ts';
import type { Frame } from '../../devices/driver/frames.ts';
import type { DeviceHandle } from '../../devices/terminal/handles.ts';
import type { DeviceStatus } from '../../devices/driver/status.ts';
import type {
  PrintFailure,
  PrintProof,
  ReceiptPrinterStatus,
  TicketEvent,
} from '../../devices/receipt-printer/receipt-printer.ts';
import type { ReceiptPrinterHandle } from '../../devices/receipt-printer/handle.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { AsyncStore } from '../../electron/kiosk/store/client.ts';
import { signFile, type SignedFile } from '../../electron/kiosk/staff/report-signature.ts';
import type { OutboxFile, ReadinessFile, ReportKeeping } from '../../electron/kiosk/staff/report-file.ts';
import type { Store } from '../../electron/kiosk/store/store.ts';
import type { RegisterClient, RegisterFailure, ServiceAnswer, ServiceRequest } from '../../register/client/client.ts';
import type {
  CaseStatus,
  Catalogue,
  DocumentStatus,
  DocumentStatusRequest,
  HeartbeatRequest,
  HeartbeatResponse,
  HelpAnswerRequest,
  HelpCallRequest,
  HelpState,
  InboxReceipt,
  InboxRequest,
  ReadinessReportRequest,
  ServiceRoute,
} from '../../register/contract/contract.ts';
import type { CaseCode } from '../../state-machines/parts/case-number.ts';

/** A promise that a test keeps in its hand. */
export function held<T>(): { promise: Promise<T>; resolve(value: T): void; reject(error: Error): void } {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

export class ScriptedRegister implements RegisterClient {
  /** What every request fails with, where it is not null. */
  failure: RegisterFailure | null = null;
  /** The same for single requests. */
  helpFailure: RegisterFailure | null = null;
  current: Catalogue;
  status: (
    request: DocumentStatusRequest,
  ) => Result<DocumentStatus, RegisterFailure> | Promise<Result<DocumentStatus, RegisterFailure>> = () =>
    ok({ stage: 'unknown' });
  readonly asked: DocumentStatusRequest[] = [];
  readonly heartbeats: HeartbeatRequest[] = [];
  /** What the office wants of the terminal, until it says that it took it. */
  orders: NonNullable<HeartbeatResponse['orders']> = [];
  readonly calls: HelpCallRequest[] = [];

  constructor(catalogue: Catalogue) {
    this.current = catalogue;
  }

  async catalogue(etag?: string) {
    if (this.failure !== null) return err(this.failure);
    return etag === this.current.version
      ? ok({ kind: 'unchanged' as const, edition: null })
      : ok({
          kind: 'catalogue' as const,
          etag: this.current.version,
          catalogue: this.current,
          signed: { body: '', signature: null },
          edition: null,
        });
  }

  /** Keys and pages of the index of documents' states; without them this register has none. */
  index: Pick<RegisterClient, 'statusKeys' | 'statusPage'> | null = null;

  async statusKeys() {
    if (this.failure !== null) return err(this.failure);
    return this.index === null
      ? err({ kind: 'declined' as const, reason: 'not-found' as const })
      : this.index.statusKeys();
  }

  async statusPage(request: Parameters<RegisterClient['statusPage']>[0]) {
    if (this.failure !== null) return err(this.failure);
    return this.index === null
      ? err({ kind: 'declined' as const, reason: 'not-found' as const })
      : this.index.statusPage(request);
  }

  /** Like a register of contract version 2. */
  async signingKey() {
    return err(this.failure ?? { kind: 'declined' as const, reason: 'not-found' as const });
  }

  async documentStatus(request: DocumentStatusRequest) {
    this.asked.push(request);
    return this.failure === null ? this.status(request) : err(this.failure);
  }

  async heartbeat(request: HeartbeatRequest) {
    if (this.failure !== null) return err(this.failure);
    this.heartbeats.push(request);
    this.orders = this.orders.filter(({ id }) => !(request.taken ?? []).includes(id));
    return ok({ now: '2026-11-21T12:00:00+01:00', catalogue: this.current.version, orders: this.orders });
  }

  /** Answers of the services, by route; without one the register is not reached. */
  readonly answers: {
    [R in ServiceRoute]?: (
      request: ServiceRequest<R>,
    ) => Result<ServiceAnswer<R>, RegisterFailure> | Promise<Result<ServiceAnswer<R>, RegisterFailure>>;
  } = {};
  readonly called: { readonly route: ServiceRoute; readonly request: unknown }[] = [];

  async call<R extends ServiceRoute>(
    route: R,
    request: ServiceRequest<R>,
  ): Promise<Result<ServiceAnswer<R>, RegisterFailure>> {
    this.called.push({ route, request });
    const answer = this.answers[route];
    if (this.failure !== null) return err(this.failure);
    return answer === undefined ? err({ kind: 'unreachable', reason: 'connection' }) : answer(request);
  }

  /** What is handed in sealed, by key; without an answer this register takes none, like one of contract version 2. */
  inboxAnswer:
    | ((
        key: string,
        request: InboxRequest,
      ) => Result<InboxReceipt, RegisterFailure> | Promise<Result<InboxReceipt, RegisterFailure>>)
    | null = null;

  async inbox(key: string, request: InboxRequest) {
    if (this.failure !== null) return err(this.failure);
    return this.inboxAnswer === null
      ? err({ kind: 'declined' as const, reason: 'not-found' as const })
      : this.inboxAnswer(key, request);
  }

  /** What is said of cases; without an answer this register knows none. */
  caseAnswer:
    | ((request: CaseCode) => Result<CaseStatus, RegisterFailure> | Promise<Result<CaseStatus, RegisterFailure>>)
    | null = null;
  readonly casesAsked: CaseCode[] = [];

  async caseStatus(request: CaseCode) {
    this.casesAsked.push(request);
    if (this.failure !== null) return err(this.failure);
    return this.caseAnswer === null
      ? err({ kind: 'declined' as const, reason: 'not-found' as const })
      : this.caseAnswer(request);
  }

  /** Reports that arrived, as they were signed. */
  readonly reports: ReadinessReportRequest[] = [];
  /** What a report is answered with; null takes it. */
  reportFailure: RegisterFailure | null = null;

  async readinessReport(request: ReadinessReportRequest) {
    const failure = this.failure ?? this.reportFailure;
    if (failure !== null) return err(failure);
    this.reports.push(request);
    this.orders = this.orders.filter(({ id }) => id !== request.order);
    return ok({ order: request.order, acceptedAt: '2026-11-21T12:00:00+01:00' });
  }

  readonly ended: string[] = [];
  #answered: HelpState = 'open';
  #onAnswer: () => void = () => undefined;

  /** Somebody at the office answers the call that is open. */
  answerHelp(state: HelpState): void {
    this.#answered = state;
    this.#onAnswer();
  }

  async helpAnswer({ known }: HelpAnswerRequest) {
    if (this.#answered === known) await new Promise<void>((resolve) => (this.#onAnswer = resolve));
    return this.failure === null ? ok(this.#answered) : err(this.failure);
  }

  async endHelp(key: string) {
    if (this.failure !== null) return err(this.failure);
    this.ended.push(key);
    this.#answered = 'open';
    return ok('ended' as const);
  }

  async helpCall(request: HelpCallRequest) {
    const failure = this.failure ?? this.helpFailure;
    if (failure !== null) return err(failure);
    this.calls.push(request);
    return ok({ acceptedAt: '2026-11-21T12:00:00+01:00' });
  }
}

export const READY: ReceiptPrinterStatus = { state: 'ready' };
export const PRINTED: Result<PrintProof, PrintFailure> = ok({ by: 'process-id', attempts: 1 });

export class ScriptedPrinter implements ReceiptPrinterHandle {
  readonly class = 'receipt-printer';
  readonly name = 'receipt';
  readonly papers: Paper[] = [];
  /** How often a job was given up. */
  abandoned = 0;
  /** The next answers; where there is none, it prints. */
  readonly outcomes: (Result<PrintProof, PrintFailure> | Promise<Result<PrintProof, PrintFailure>>)[] = [];
  wire: Frame[] = [];
  #status: ReceiptPrinterStatus = READY;
  readonly #listeners = new Set<(status: ReceiptPrinterStatus) => void>();
  readonly #tickets = new Set<(event: TicketEvent) => void>();

  status(): ReceiptPrinterStatus {
    return this.#status;
  }

  tell(status: ReceiptPrinterStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }

  identity(): DeviceIdentity {
    return { maker: 'EPSON', model: 'TM-T88VI', firmware: '30.20', serial: 'X1' };
  }

  async frames(): Promise<readonly Frame[]> {
    return this.wire;
  }

  async abandon(): Promise<void> {
    this.abandoned += 1;
  }

  async restart(): Promise<boolean> {
    return true;
  }

  async loopBack(): Promise<boolean> {
    return false;
  }

  onStatus(listener: (status: ReceiptPrinterStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onTicket(listener: (event: TicketEvent) => void): () => void {
    this.#tickets.add(listener);
    return () => void this.#tickets.delete(listener);
  }

  ticket(fate: TicketEvent['fate']): void {
    for (const listener of this.#tickets) listener({ type: 'ticket', fate });
  }

  async print(paper: Paper): Promise<Result<PrintProof, PrintFailure>> {
    this.papers.push(paper);
    return this.outcomes.shift() ?? PRINTED;
  }
}

/** A device that tells what a test says. */
export class ScriptedTeller<R extends DeviceHandle & { onEvent(listener: never): () => void }> {
  readonly class: R['class'];
  readonly name: string;
  #status: DeviceStatus = { state: 'ready' };
  readonly #statusListeners = new Set<(status: never) => void>();
  readonly #listeners = new Set<(event: never) => void>();
  /** What `light` was called with. */
  readonly lights: [string, string][] = [];

  constructor(kind: R['class'], name: string) {
    this.class = kind;
    this.name = name;
  }

  get handle(): R {
    return this as unknown as R;
  }

  status = (): DeviceStatus => this.#status;
  identity = (): null => null;
  frames = async (): Promise<readonly Frame[]> => [];
  restart = async (): Promise<boolean> => true;
  loopBack = async (): Promise<boolean> => false;

  onStatus(listener: (status: never) => void): () => void {
    this.#statusListeners.add(listener);
    return () => void this.#statusListeners.delete(listener);
  }

  onEvent(listener: (event: never) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async light(name: string, state: string): Promise<boolean> {
    this.lights.push([name, state]);
    return true;
  }

  tell(event: Parameters<Parameters<R['onEvent']>[0]>[0]): void {
    for (const listener of this.#listeners) listener(event as never);
  }

  become(status: DeviceStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status as never);
  }
}

/** Signed reports in memory; null as file while `broken`. */
export class KeptReports implements ReportKeeping {
  readonly kept: ReadinessFile[] = [];
  broken = false;

  async save(content: ReadinessFile): Promise<string | null> {
    if (this.broken) return null;
    this.kept.push(content);
    return `${content.terminal}.json`;
  }

  readonly items: OutboxFile[] = [];

  async saveItem(content: OutboxFile): Promise<string | null> {
    if (this.broken) return null;
    this.items.push(content);
    return `${content.terminal}-outbox-${content.sequence}.json`;
  }

  readonly #key = generateKeyPairSync('ed25519').privateKey;
  sign(content: ReadinessFile): SignedFile | null {
    return this.broken ? null : signFile(content, this.#key);
  }
}

/** The real store without its process: every query as a promise. `broken` lists queries that fail. */
export function inProcess(store: Store, broken: ReadonlySet<keyof Store> = new Set()): AsyncStore {
  return Object.fromEntries(
    (Object.keys(store) as (keyof Store)[]).map((verb) => [
      verb,
      async (...args: unknown[]) => {
        if (broken.has(verb)) throw new Error(`the store is broken at ${verb}`);
        return (store[verb] as (...values: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as AsyncStore;
}
