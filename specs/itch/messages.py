"""Messages of TotalView-ITCH 5.0."""

from __future__ import annotations

from decimal import Decimal

from framekit import Frame, Unknown, derived, field, scaled, switch, text, this, u8, u16, u32, u48, u64, unknown
from framekit.specs.itch.codes import (
    Answer,
    Authenticity,
    BreachedLevel,
    CrossType,
    EventCode,
    FinancialStatus,
    HaltAction,
    ImbalanceDirection,
    InterestFlag,
    IssueClassification,
    MarketCategory,
    MarketCode,
    MarketMakerMode,
    MessageType,
    ParticipantState,
    PriceTier,
    PriceVariation,
    RegShoAction,
    ReleaseQualifier,
    Side,
    TradingState,
)

_FOUR = Decimal("0.0001")
"""Price (4): four decimals."""
_EIGHT = Decimal("0.00000001")
"""Price (8): eight decimals."""


class SystemEvent(Frame):
    """S: an event of the market, or of the feed (section 1.1)."""

    event_code: EventCode = field(u8)


class StockDirectory(Frame):
    """R: a security of the day, with its stock locate (section 1.2.1)."""

    stock: str = text(8, pad=" ", encoding="ascii")
    market_category: MarketCategory = field(u8)
    financial_status: FinancialStatus = field(u8)
    round_lot_size: u32
    round_lots_only: Answer = field(u8)
    issue_classification: IssueClassification = field(u8)
    issue_sub_type: str = text(2, pad=" ", encoding="ascii", doc="of appendix E")
    authenticity: Authenticity = field(u8)
    short_sale_threshold: Answer = field(u8)
    ipo_flag: Answer = field(u8)
    luld_reference_price_tier: PriceTier = field(u8)
    etp_flag: Answer = field(u8)
    etp_leverage_factor: u32
    inverse_indicator: Answer = field(u8)


class StockTradingAction(Frame):
    """H: the trading state of a security (section 1.2.2)."""

    stock: str = text(8, pad=" ", encoding="ascii")
    trading_state: TradingState = field(u8)
    reserved: u8 = ord(" ")
    reason: str = text(4, pad=" ", encoding="ascii", default="", doc="of appendix C")


class RegShoRestriction(Frame):
    """Y: short sales of a security are restricted (section 1.2.3)."""

    stock: str = text(8, pad=" ", encoding="ascii")
    action: RegShoAction = field(u8)


class MarketParticipantPosition(Frame):
    """L: a market maker of a security (section 1.2.4)."""

    market_participant: str = text(4, pad=" ", encoding="ascii")
    stock: str = text(8, pad=" ", encoding="ascii")
    primary_market_maker: Answer = field(u8)
    market_maker_mode: MarketMakerMode = field(u8)
    state: ParticipantState = field(u8)


class MwcbDeclineLevel(Frame):
    """V: the levels of the market-wide circuit breaker (section 1.2.5.1)."""

    level_1: Decimal = scaled(u64, _EIGHT)
    level_2: Decimal = scaled(u64, _EIGHT)
    level_3: Decimal = scaled(u64, _EIGHT)


class MwcbStatus(Frame):
    """W: a level of the market-wide circuit breaker was breached (section 1.2.5.2)."""

    breached_level: BreachedLevel = field(u8)


class IpoQuotingPeriodUpdate(Frame):
    """K: when a new security is first quoted (section 1.2.6)."""

    stock: str = text(8, pad=" ", encoding="ascii")
    release_time: u32 = field(doc="s since midnight; 0 if it is canceled or postponed")
    release_qualifier: ReleaseQualifier = field(u8)
    price: Decimal = scaled(u32, _FOUR)


class LuldAuctionCollar(Frame):
    """J: the price range in which a paused security may open again (section 1.2.7)."""

    stock: str = text(8, pad=" ", encoding="ascii")
    reference_price: Decimal = scaled(u32, _FOUR)
    upper_price: Decimal = scaled(u32, _FOUR)
    lower_price: Decimal = scaled(u32, _FOUR)
    extension: u32 = field(doc="the number of extensions of the auction")


class OperationalHalt(Frame):
    """h: one market center has halted a security (section 1.2.8)."""

    stock: str = text(8, pad=" ", encoding="ascii")
    market_code: MarketCode = field(u8)
    action: HaltAction = field(u8)


class AddOrder(Frame):
    """A: an order enters the book (section 1.3.1)."""

    order_reference: u64
    side: Side = field(u8)
    shares: u32
    stock: str = text(8, pad=" ", encoding="ascii")
    price: Decimal = scaled(u32, _FOUR)


class AddOrderWithAttribution(Frame):
    """F: the same with the participant whose order it is (section 1.3.2)."""

    order_reference: u64
    side: Side = field(u8)
    shares: u32
    stock: str = text(8, pad=" ", encoding="ascii")
    price: Decimal = scaled(u32, _FOUR)
    attribution: str = text(4, pad=" ", encoding="ascii")


class OrderExecuted(Frame):
    """E: shares of an order are executed at its price (section 1.4.1)."""

    order_reference: u64
    executed_shares: u32
    match_number: u64


class OrderExecutedWithPrice(Frame):
    """C: shares of an order are executed at another price (section 1.4.2)."""

    order_reference: u64
    executed_shares: u32
    match_number: u64
    printable: Answer = field(u8)
    execution_price: Decimal = scaled(u32, _FOUR)


class OrderCancel(Frame):
    """X: shares of an order are canceled (section 1.4.3)."""

    order_reference: u64
    canceled_shares: u32


class OrderDelete(Frame):
    """D: an order leaves the book (section 1.4.4)."""

    order_reference: u64


class OrderReplace(Frame):
    """U: an order leaves the book, and another enters it (section 1.4.5)."""

    original_order_reference: u64
    new_order_reference: u64
    shares: u32
    price: Decimal = scaled(u32, _FOUR)


class Trade(Frame):
    """P: an order that is not displayed is executed (section 1.5.1)."""

    order_reference: u64 = 0
    side: Side = field(u8, default=Side.BUY)
    shares: u32
    stock: str = text(8, pad=" ", encoding="ascii")
    price: Decimal = scaled(u32, _FOUR)
    match_number: u64


class CrossTrade(Frame):
    """Q: the result of a cross (section 1.5.2)."""

    shares: u64
    stock: str = text(8, pad=" ", encoding="ascii")
    price: Decimal = scaled(u32, _FOUR)
    match_number: u64
    cross_type: CrossType = field(u8)


class BrokenTrade(Frame):
    """B: an execution is undone (section 1.5.3)."""

    match_number: u64


class NetOrderImbalance(Frame):
    """I: the current effect of a cross (section 1.6)."""

    paired_shares: u64
    imbalance_shares: u64
    direction: ImbalanceDirection = field(u8)
    stock: str = text(8, pad=" ", encoding="ascii")
    far_price: Decimal = scaled(u32, _FOUR)
    near_price: Decimal = scaled(u32, _FOUR)
    reference_price: Decimal = scaled(u32, _FOUR)
    cross_type: CrossType = field(u8)
    price_variation: PriceVariation = field(u8)


class RetailPriceImprovement(Frame):
    """N: retail orders of a security may be improved (section 1.7)."""

    stock: str = text(8, pad=" ", encoding="ascii")
    interest: InterestFlag = field(u8)


class DirectListingPriceDiscovery(Frame):
    """O: the prices of a direct listing with a capital raise (section 1.8)."""

    stock: str = text(8, pad=" ", encoding="ascii")
    open_eligibility: Answer = field(u8)
    minimum_price: Decimal = scaled(u32, _FOUR)
    maximum_price: Decimal = scaled(u32, _FOUR)
    near_execution_price: Decimal = scaled(u32, _FOUR)
    near_execution_time: u64
    lower_collar: Decimal = scaled(u32, _FOUR)
    upper_collar: Decimal = scaled(u32, _FOUR)


T = MessageType


class Message(Frame):
    """A message; its type is derived from the body."""

    type: MessageType = derived(u8)
    stock_locate: u16 = field(default=0, doc="the number from a STOCK_DIRECTORY; 0 means none")
    tracking_number: u16 = 0
    timestamp: u48 = field(doc="ns since midnight")
    body: (
        SystemEvent
        | StockDirectory
        | StockTradingAction
        | RegShoRestriction
        | MarketParticipantPosition
        | MwcbDeclineLevel
        | MwcbStatus
        | IpoQuotingPeriodUpdate
        | LuldAuctionCollar
        | OperationalHalt
        | AddOrder
        | AddOrderWithAttribution
        | OrderExecuted
        | OrderExecutedWithPrice
        | OrderCancel
        | OrderDelete
        | OrderReplace
        | Trade
        | CrossTrade
        | BrokenTrade
        | NetOrderImbalance
        | RetailPriceImprovement
        | DirectListingPriceDiscovery
        | Unknown
    ) = switch(
        this.type,
        {
            T.SYSTEM_EVENT: SystemEvent,
            T.STOCK_DIRECTORY: StockDirectory,
            T.STOCK_TRADING_ACTION: StockTradingAction,
            T.REG_SHO_RESTRICTION: RegShoRestriction,
            T.MARKET_PARTICIPANT_POSITION: MarketParticipantPosition,
            T.MWCB_DECLINE_LEVEL: MwcbDeclineLevel,
            T.MWCB_STATUS: MwcbStatus,
            T.IPO_QUOTING_PERIOD_UPDATE: IpoQuotingPeriodUpdate,
            T.LULD_AUCTION_COLLAR: LuldAuctionCollar,
            T.OPERATIONAL_HALT: OperationalHalt,
            T.ADD_ORDER: AddOrder,
            T.ADD_ORDER_WITH_ATTRIBUTION: AddOrderWithAttribution,
            T.ORDER_EXECUTED: OrderExecuted,
            T.ORDER_EXECUTED_WITH_PRICE: OrderExecutedWithPrice,
            T.ORDER_CANCEL: OrderCancel,
            T.ORDER_DELETE: OrderDelete,
            T.ORDER_REPLACE: OrderReplace,
            T.TRADE: Trade,
            T.CROSS_TRADE: CrossTrade,
            T.BROKEN_TRADE: BrokenTrade,
            T.NET_ORDER_IMBALANCE: NetOrderImbalance,
            T.RETAIL_PRICE_IMPROVEMENT: RetailPriceImprovement,
            T.DIRECT_LISTING_PRICE_DISCOVERY: DirectListingPriceDiscovery,
        },
        otherwise=unknown(),
    )
