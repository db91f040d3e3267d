"""The five requirement documents as a person would follow them: their command lines, env files, log
lines, files and messages, letter for letter. Nothing here is taken from our own code.

Document 002 has no command line, only parameters; they stand in its line's configuration file.
"""

from dataclasses import dataclass, field

# What a person puts where the documents say `your_…`, beside keys.
OWN = {"your_bot_token": "123456:AAStandIn", "your_chat_id": "123456789", "your_lark_token": "stand-in"}

ENV_000 = """# Lighter 配置 (必填)
API_KEY_PRIVATE_KEY=your_lighter_private_key
LIGHTER_ACCOUNT_INDEX=0
LIGHTER_API_KEY_INDEX=0

# 策略配置
TICKER=BTC
ORDER_QUANTITY=0.001
MAX_POSITION=0.01
THRESHOLD_OFFSET=10

# Telegram 配置 (可选)
TELEGRAM_BOT_TOKEN=your_bot_token
TELEGRAM_CHAT_ID=your_chat_id
"""

ENV_003 = """# ============================================
# Paradex 配置
# ============================================
PARADEX_L1_ADDRESS=0x1234567890abcdef...           # 你的 L1 地址
PARADEX_L2_PRIVATE_KEY=0xabcdef1234567890...       # 你的 L2 私钥
PARADEX_ENVIRONMENT=prod                            # prod 或 testnet

# ============================================
# Lighter 配置
# ============================================
API_KEY_PRIVATE_KEY=0xabcdef1234567890...          # 你的 API 私钥
LIGHTER_ACCOUNT_INDEX=12345                         # 你的账户索引
LIGHTER_API_KEY_INDEX=0                             # 你的 API Key 索引

# ============================================
# 跨交易所对冲机器人配置
# ============================================
CROSS_HEDGE_MARGIN=100                              # 每次交易 100 USDC
CROSS_HEDGE_POSITION_HOLD_TIME=300                  # 持仓 5 分钟
CROSS_HEDGE_TAKE_PROFIT=50                          # 单边盈利 50% 止盈
CROSS_HEDGE_STOP_LOSS=50                            # 单边亏损 50% 止损
CROSS_HEDGE_REVERSE=false                           # false = Paradex LONG + Lighter SHORT

# ============================================
# 通知配置（可选）
# ============================================
TELEGRAM_BOT_TOKEN=your_bot_token
TELEGRAM_CHAT_ID=your_chat_id
LARK_TOKEN=your_lark_token

# ============================================
# 日志配置
# ============================================
ACCOUNT_NAME=my_account                             # 账户名（用于区分日志）
TIMEZONE=Asia/Shanghai
"""

ENV_003_EXAMPLE = """# Cross-Exchange Hedge Bot Configuration (Paradex ↔ Lighter)
CROSS_HEDGE_MARGIN=100              # 每次交易保证金 USDC
CROSS_HEDGE_POSITION_HOLD_TIME=300  # 持仓时间秒数 (默认: 300s = 5 分钟)
CROSS_HEDGE_TAKE_PROFIT=50          # 止盈百分比 (默认: 50%)
CROSS_HEDGE_STOP_LOSS=50            # 止损百分比 (默认: 50%)
CROSS_HEDGE_REVERSE=false           # 反向模式 (false = Paradex LONG + Lighter SHORT)
"""

ENV_003_SLOW = """# 低频稳定策略
CROSS_HEDGE_MARGIN=50              # 小额测试
CROSS_HEDGE_POSITION_HOLD_TIME=600 # 持仓 10 分钟
CROSS_HEDGE_TAKE_PROFIT=30         # 30% 止盈
CROSS_HEDGE_STOP_LOSS=30           # 30% 止损
"""

ENV_003_QUICK = """# 高频激进策略
CROSS_HEDGE_MARGIN=100             # 中等金额
CROSS_HEDGE_POSITION_HOLD_TIME=180 # 持仓 3 分钟
CROSS_HEDGE_TAKE_PROFIT=50         # 50% 止盈
CROSS_HEDGE_STOP_LOSS=50           # 50% 止损
"""

YAML_002 = """enter_z_high: 2.0
exit_z_low: 0.5
lookback_secs: 900
min_liquidity_usd: 25000
max_slippage_bps: 10
max_gross_notional_usd: 50000
max_legs: 3
min_hold_secs: 30
min_reentry_secs: 60
stop_z: 4.0
"""

READY = ["✓ System ready! Starting trading loop..."]

START_003 = [
    "=== Cross-Exchange Hedge Bot Configuration ===",
    "Ticker: BTC",
    "Paradex Contract: BTC-USD-PERP",
    "Lighter Contract: 1",
    "Margin per trade: 100 USDC",
    "Hold time: 300s",
    "Take Profit: 50%",
    "Stop Loss: 50%",
    "Reverse mode: False",
    "==============================================",
    "Waiting for WebSocket data... (1/10)",
]
OPENING_003 = [
    "=== Opening Cross-Exchange Hedge Positions ===",
    "Prices: Paradex=96824.50, Lighter=96826.30, Avg=96825.40",
    "Calculated quantity: 0.0010 (margin=100, avg_price=96825.40)",
    "Normal mode: Paradex LONG + Lighter SHORT",
    "Target: 0.0010 @ avg_price 96825.40",
    "[MARKET] Placing buy market order: 0.0010 @ 97114.73 (bid=96534.50, ask=96824.50)",
    "✓ Paradex LONG: 0.0010 @ 96824.50",
    "✓ Lighter SHORT: 0.0010 @ 96826.30",
    "=== Cross-Exchange Hedge Positions Opened Successfully ===",
]
HOLDING_003 = [
    "P&L: Paradex=-0.12%, Lighter=0.15%",
    "P&L: Paradex=0.23%, Lighter=-0.18%",
    "P&L: Paradex=0.45%, Lighter=-0.42%",
]
CLOSING_003 = [
    "Hold time expired (300s)",
    "=== Closing Cross-Exchange Hedge Positions ===",
    "✓ Paradex closed: 0.0010 @ 96868.20",
    "✓ Lighter closed: 0.0010 @ 96782.50",
    "=== Cross-Exchange Hedge Positions Closed ===",
    "Waiting 20 seconds before next cycle...",
]

TRADES_000 = "timestamp,direction,edgex_price,lighter_price,quantity,spread,latency_ms,pnl,edgex_position,lighter_position"
MESSAGE_000 = """🟢 交易成交 - 做多

📍 账户: A1
📦 数量: 0.001
💰 EdgeX: 42150.5
💰 Lighter: 42165.2
📊 价差: 14.7
⚡ 延迟: 125ms

📈 EdgeX仓位: 0.003
📉 Lighter仓位: -0.003
💵 预估盈亏: +2.35

⏰ 14:32:15"""


@dataclass
class Line:
    document: str
    strategy: str  # which of ours the document is about
    venues: tuple
    command: str  # as it stands there
    files: list  # with YYYYMMDD for the day; `*` for an account
    trades: str  # which of them has the trades
    trades_header: str = ""  # empty: the document shows none
    env: str = ""  # the document's own env file
    env_name: str = ".env"
    config: str = ""
    shorter: dict = field(default_factory=dict)  # of the environment, unless there is time for the document's own
    needs_s: int = 0  # that time
    hold_s: int = 0
    said: dict = field(default_factory=dict)  # what the line changes in the document's log lines
    log: str = ""  # where those lines are; empty: what it says on the terminal
    ready: list = field(default_factory=list)
    message: str = ""
    account: str = ""
    pushed: str = ""  # the coin whose price at the second venue is driven up now and then
    short: bool = False  # the one of its sort that a short run takes


def edgex_lighter(document, command, **more):
    return Line(document, "maker-taker", ("edgex", "lighter"), command,
                ["trades_YYYYMMDD.csv", "bbo_YYYYMMDD.csv", "snapshots_YYYYMMDD.csv", "summary_YYYYMMDD.json"],
                "trades_YYYYMMDD.csv", ready=READY, **more)


def hedge(command, ticker="BTC", hold_s=300, said=None, account="", **more):
    contract = {"BTC": "1", "ETH": "0", "SOL": "2"}[ticker]
    changes = {"Ticker: BTC": f"Ticker: {ticker}", "BTC-USD-PERP": f"{ticker}-USD-PERP",
               "Lighter Contract: 1": f"Lighter Contract: {contract}", **(said or {})}
    log = f"cross_hedge_{ticker}_{account}_activity.log" if account else f"cross_hedge_{ticker}_activity.log"
    return Line("003", "hedge-cycle", ("paradex", "lighter"), command, [log], "trades_YYYYMMDD.csv", hold_s=hold_s,
                said=changes, log=log, ready=READY, account=account, **more)


def backpack_lighter(command, ticker="BTC", **more):
    return Line("004", "market-spread", ("backpack", "lighter"), command,
                [f"backpack_lighter_{ticker}.log", f"bbo_{ticker}_YYYYMMDD.csv", f"trades_{ticker}_YYYYMMDD.csv"],
                f"trades_{ticker}_YYYYMMDD.csv", **more)


LINES = [
    edgex_lighter("000", "python main.py --ticker BTC --size 0.001 --max-position 0.01", env=ENV_000,
                  trades_header=TRADES_000, message=MESSAGE_000, short=True),
    edgex_lighter("001", "python arbitrage.py -t BTC -s 0.01 -f 5 -m 0.1 -l 10 -sh 10", short=True),
    Line("002", "zscore", ("lighter", "aster"), "", [], "trades_YYYYMMDD.csv", config=YAML_002,
         shorter={"LOOKBACK_SECS": "60"}, needs_s=1200),
    hedge("python run_cross_hedge_bot.py --ticker BTC", env=ENV_003_EXAMPLE),
    hedge("python run_cross_hedge_bot.py --ticker ETH", "ETH"),
    hedge("""python run_cross_hedge_bot.py \\
    --ticker BTC \\
    --margin 200 \\
    --hold-time 600 \\
    --take-profit 30 \\
    --stop-loss 40""", hold_s=600,
          said={"100 USDC": "200 USDC", "margin=100": "margin=200", "300s": "600s", "Take Profit: 50%": "Take Profit: 30%",
                "Stop Loss: 50%": "Stop Loss: 40%"}),
    hedge("python run_cross_hedge_bot.py --ticker BTC --env-file account_1.env", env=ENV_003,
          env_name="account_1.env", account="my_account", short=True),
    hedge("python run_cross_hedge_bot.py --ticker ETH --env-file account_2.env", "ETH", env=ENV_003,
          env_name="account_2.env", account="my_account"),
    hedge("python run_cross_hedge_bot.py --ticker BTC --margin 100"),
    hedge("python run_cross_hedge_bot.py --ticker ETH --margin 80", "ETH",
          said={"100 USDC": "80 USDC", "margin=100": "margin=80"}),
    hedge("python run_cross_hedge_bot.py --ticker SOL --margin 50", "SOL",
          said={"100 USDC": "50 USDC", "margin=100": "margin=50"}),
    hedge("python run_cross_hedge_bot.py --ticker BTC", env=ENV_003_SLOW, hold_s=600,
          said={"100 USDC": "50 USDC", "margin=100": "margin=50", "300s": "600s", "Take Profit: 50%": "Take Profit: 30%",
                "Stop Loss: 50%": "Stop Loss: 30%"}),
    hedge("python run_cross_hedge_bot.py --ticker BTC", env=ENV_003_QUICK, hold_s=180, said={"300s": "180s"}),
    backpack_lighter("python arbitrage.py --ticker BTC --size 0.001"),
    backpack_lighter("python arbitrage.py --ticker ETH --size 0.01 --long-threshold 3 --short-threshold 3", "ETH",
                     pushed="ETH", short=True),
    backpack_lighter("python arbitrage.py --ticker BTC --size 0.001 --max-position 0.1"),
]
