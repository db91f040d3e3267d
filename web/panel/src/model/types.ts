// What the server says. Money is decimal text; statistics are numbers; times are integers whose
// unit is in their name (nanoseconds lose their last digits in a number, which no screen shows).

export type Money = string;

export type EngineMode = 'starting' | 'active' | 'reducing' | 'halted' | 'stopping' | 'ended';
export type Trading = 'auto' | 'remind';
export type World = 'sim' | 'paper' | 'testnet' | 'live';
export type Signal = '' | 'none' | 'enter_short_a' | 'enter_long_a' | 'exit' | 'stop';

export interface PairState {
    mode: EngineMode;
    latched: boolean;
    why: string;
    paused: boolean;
    trading: Trading;
    since_ns: number;
    trouble: string;
}

export interface Quote {
    instrument: string;
    ready: boolean;
    age_ms: number | null;
    bid: Money | null;
    ask: Money | null;
    last?: Money | null;
    mark?: Money | null;
    index?: Money | null;
    funding_rate?: string | null;
    funding_interval_ms?: number;
}

export interface Spread {
    time_ns: number;
    price_a: Money;
    price_b: Money;
    spread: Money;
    mean: number;
    stddev: number;
    z: number;
    samples: number;
    long_threshold: Money;
    short_threshold: Money;
    signal: Signal;
}

export interface Outlook {
    automatic: boolean;
    warm: boolean;
    half_life_ms: number | null;
    exit_in_ms: number | null;
    quantity: Money | null;
    gain: Money | null;
    cost: Money | null;
}

export interface Position {
    pair?: string;
    instrument: string;
    quantity: Money;
    average_entry: Money | null;
    mark: Money | null;
    unrealised: Money | null;
    notional: Money | null;
    liquidation_distance: string | null;
}

export interface Causes {
    total: Money;
    trading: Money;
    fees: Money;
    funding: Money;
}

export interface Pnl extends Causes {
    by_venue: Record<string, Causes | Money>;
    day: Causes;
}

export interface Stage {
    p50_us: number;
    p99_us: number;
    max_us: number;
    count: number;
}

export interface Pair {
    pair: string;
    strategy: string;
    coin: string;
    first: string;
    second: string;
    quote: string;
    state: PairState;
    quotes: Quote[];
    spread: Spread | null;
    outlook: Outlook | null;
    positions: Position[];
    exposure: { coins: Money; dust: Money; unhedged: boolean; unhedged_ms: number };
    pnl: Pnl;
    accounts: { venue: string; equity: Money | null; free_collateral: Money | null; read_ns: number }[];
    risk: {
        refused: Record<string, number>;
        breaker_trips: number;
        halts: number;
        last_refused: { time_ns: number; check: string; why: string } | null;
    };
    counts: Record<'orders' | 'fills' | 'pair_trades', Record<string, number>>;
    latency: Record<string, Stage>;
}

export interface State {
    sequence: number;
    time_ns: number;
    version: string;
    mode: World;
    started_ns: number;
    pairs: Pair[];
}

export type LogKind = 'order' | 'fill' | 'pair' | 'refused' | 'mode' | 'notice' | 'signal' | 'operator' | 'stream';
export type Severity = 'info' | 'warning' | 'error';

export interface LogLine {
    id: number;
    time_ns: number;
    pair: string;
    kind: LogKind | string;
    severity: Severity;
    text: string;
    data?: Record<string, unknown>;
}

export type Level = [price: Money, quantity: Money];

export interface OwnOrder {
    client_order_id: number | string;
    side: 'buy' | 'sell';
    price: Money;
    remaining: Money;
    role: string;
}

export interface Book {
    instrument: string;
    ready: boolean;
    age_ms: number | null;
    bids: Level[];
    asks: Level[];
    own: OwnOrder[];
}

export interface Books {
    pair?: string;
    books: Book[];
}

export type Message =
    | { type: 'snapshot'; sequence: number; state: State; events: LogLine[] }
    | {
          type: 'delta';
          sequence: number;
          time_ns: number;
          pairs?: Record<string, Partial<Pair>>;
          events?: LogLine[];
          book?: Books;
      }
    | { type: 'beat'; sequence: number; time_ns: number };

export interface SpreadRow extends Spread {
    mode: string;
}

export interface PairTrade {
    run: string;
    position: number;
    item: number;
    time_ns: number;
    opened_ns: number | null;
    pair: number | string;
    outcome: 'completed' | 'rolled_back' | 'nothing' | 'failed';
    first_side: 'buy' | 'sell';
    first_position: Money;
    second_position: Money;
    first_bought: Money;
    first_sold: Money;
    first_average_buy: Money;
    first_average_sell: Money;
    unhedged_ns: number;
    took_ns: number;
    pnl: Money;
}

export interface Parameter {
    name: string;
    value: string;
    default: string | null;
    type: 'decimal' | 'integer' | 'duration' | 'boolean' | 'choice' | string;
    unit?: string | null;
    minimum?: string | number | null;
    maximum?: string | number | null;
    choices?: string[] | null;
    summary?: string;
    changeable: boolean;
    shift?: number; // shown in a unit so many powers of ten larger than what is asked for
}

export interface Config {
    pairs: { pair: string; settings: { name: string; value: string; source: string }[]; parameters: Parameter[] }[];
}

export interface Risk {
    pairs: { pair: string; limits: { name: string; value: string; unit: string; used: string | null }[] }[];
}

export interface LatencyStage extends Stage {
    stage: string;
    buckets: [upper_us: number, count: number][];
}

export interface OrderRow {
    run: string;
    position: number;
    item: number;
    time_ns: number;
    instrument: string;
    client_order_id: number | string;
    side: string;
    time_in_force: string;
    role: string;
    price: Money;
    quantity: Money;
    state: string;
    filled: Money;
    average_price: Money | null;
    reason: string | null;
    updated_ns: number;
}

export interface FillRow {
    run: string;
    position: number;
    item: number;
    time_ns: number;
    instrument: string;
    fill_id: string;
    client_order_id: number | string | null;
    side: string;
    price: Money;
    quantity: Money;
    fee: Money;
    fee_currency: string;
    liquidity: string;
}

export interface EventRow {
    run: string;
    position: number;
    item: number;
    time_ns: number;
    kind: string;
    severity: Severity;
    text: string;
}

export interface PositionRow {
    time_ns: number;
    instrument: string;
    quantity: Money;
    average_entry: Money | null;
}

export interface History {
    from_ns: number;
    to_ns: number;
    first_ns: number | null;
    last_ns: number | null;
    spreads: SpreadRow[];
    pair_trades: PairTrade[];
    orders: OrderRow[];
    fills: FillRow[];
    events: EventRow[];
    positions: PositionRow[];
}

export interface Asked {
    accepted: boolean;
    pairs?: string[];
    confirm?: string;
    expires_ms?: number;
    question?: string;
}

export interface Refusal {
    code: string;
    field?: string;
    value?: string;
    message: string;
}
