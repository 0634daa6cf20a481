"""Codes of TotalView-ITCH: each is the number of an ASCII letter. Letters not listed here stay integers."""

from __future__ import annotations

from enum import IntEnum


class MessageType(IntEnum):
    """The messages (sections 1.1 to 1.8)."""

    SYSTEM_EVENT = ord("S")
    STOCK_DIRECTORY = ord("R")
    STOCK_TRADING_ACTION = ord("H")
    REG_SHO_RESTRICTION = ord("Y")
    MARKET_PARTICIPANT_POSITION = ord("L")
    MWCB_DECLINE_LEVEL = ord("V")
    MWCB_STATUS = ord("W")
    IPO_QUOTING_PERIOD_UPDATE = ord("K")
    LULD_AUCTION_COLLAR = ord("J")
    OPERATIONAL_HALT = ord("h")
    ADD_ORDER = ord("A")
    ADD_ORDER_WITH_ATTRIBUTION = ord("F")
    ORDER_EXECUTED = ord("E")
    ORDER_EXECUTED_WITH_PRICE = ord("C")
    ORDER_CANCEL = ord("X")
    ORDER_DELETE = ord("D")
    ORDER_REPLACE = ord("U")
    TRADE = ord("P")
    CROSS_TRADE = ord("Q")
    BROKEN_TRADE = ord("B")
    NET_ORDER_IMBALANCE = ord("I")
    RETAIL_PRICE_IMPROVEMENT = ord("N")
    DIRECT_LISTING_PRICE_DISCOVERY = ord("O")


class Answer(IntEnum):
    """Yes, no, or a space if that is not available."""

    YES = ord("Y")
    NO = ord("N")
    NOT_AVAILABLE = ord(" ")


class Side(IntEnum):
    """The side of an order (section 1.3)."""

    BUY = ord("B")
    SELL = ord("S")


class EventCode(IntEnum):
    """Events of the market or of the feed (section 1.1)."""

    START_OF_MESSAGES = ord("O")
    START_OF_SYSTEM_HOURS = ord("S")
    START_OF_MARKET_HOURS = ord("Q")
    END_OF_MARKET_HOURS = ord("M")
    END_OF_SYSTEM_HOURS = ord("E")
    END_OF_MESSAGES = ord("C")


class MarketCategory(IntEnum):
    """The market, or its tier, on which a security is listed (section 1.2.1)."""

    NASDAQ_GLOBAL_SELECT = ord("Q")
    NASDAQ_GLOBAL = ord("G")
    NASDAQ_CAPITAL = ord("S")
    NYSE = ord("N")
    NYSE_AMERICAN = ord("A")
    NYSE_ARCA = ord("P")
    BATS_Z = ord("Z")
    INVESTORS_EXCHANGE = ord("V")
    NOT_AVAILABLE = ord(" ")


class FinancialStatus(IntEnum):
    """Information about the issuer of a security (section 1.2.1)."""

    NORMAL = ord("N")
    DEFICIENT = ord("D")
    DELINQUENT = ord("E")
    BANKRUPT = ord("Q")
    SUSPENDED = ord("S")
    DEFICIENT_AND_BANKRUPT = ord("G")
    DEFICIENT_AND_DELINQUENT = ord("H")
    DELINQUENT_AND_BANKRUPT = ord("J")
    DEFICIENT_DELINQUENT_AND_BANKRUPT = ord("K")
    CREATIONS_OR_REDEMPTIONS_SUSPENDED = ord("C")
    NOT_AVAILABLE = ord(" ")


class IssueClassification(IntEnum):
    """The kind of a security (appendix D)."""

    AMERICAN_DEPOSITARY_SHARE = ord("A")
    BOND = ord("B")
    COMMON_STOCK = ord("C")
    DEPOSITORY_RECEIPT = ord("F")
    RULE_144A = ord("I")
    LIMITED_PARTNERSHIP = ord("L")
    NOTES = ord("N")
    ORDINARY_SHARE = ord("O")
    PREFERRED_STOCK = ord("P")
    OTHER = ord("Q")
    RIGHT = ord("R")
    SHARES_OF_BENEFICIAL_INTEREST = ord("S")
    CONVERTIBLE_DEBENTURE = ord("T")
    UNIT = ord("U")
    UNITS_OF_BENEFICIAL_INTEREST = ord("V")
    WARRANT = ord("W")


class Authenticity(IntEnum):
    """Whether a security is real (section 1.2.1)."""

    PRODUCTION = ord("P")
    TEST = ord("T")


class PriceTier(IntEnum):
    """The tier of limit up and limit down (section 1.2.1)."""

    TIER_1 = ord("1")
    TIER_2 = ord("2")
    NOT_AVAILABLE = ord(" ")


class TradingState(IntEnum):
    """Whether a security is traded (section 1.2.2)."""

    HALTED = ord("H")
    PAUSED = ord("P")
    QUOTATION_ONLY = ord("Q")
    TRADING = ord("T")


class RegShoAction(IntEnum):
    """Whether short sales are restricted (section 1.2.3)."""

    NONE = ord("0")
    RESTRICTED = ord("1")
    REMAINS_RESTRICTED = ord("2")


class MarketMakerMode(IntEnum):
    """How a participant makes a market (section 1.2.4)."""

    NORMAL = ord("N")
    PASSIVE = ord("P")
    SYNDICATE = ord("S")
    PRE_SYNDICATE = ord("R")
    PENALTY = ord("L")


class ParticipantState(IntEnum):
    """Whether a participant makes a market (section 1.2.4)."""

    ACTIVE = ord("A")
    EXCUSED = ord("E")
    WITHDRAWN = ord("W")
    SUSPENDED = ord("S")
    DELETED = ord("D")


class BreachedLevel(IntEnum):
    """The level of the market-wide circuit breaker that was breached (section 1.2.5.2)."""

    LEVEL_1 = ord("1")
    LEVEL_2 = ord("2")
    LEVEL_3 = ord("3")


class ReleaseQualifier(IntEnum):
    """Whether quotation of an initial public offering is released (section 1.2.6)."""

    ANTICIPATED = ord("A")
    CANCELED_OR_POSTPONED = ord("C")


class MarketCode(IntEnum):
    """A market center of Nasdaq (section 1.2.8)."""

    NASDAQ = ord("Q")
    BX = ord("B")
    PSX = ord("X")


class HaltAction(IntEnum):
    """Whether a market center has halted a security (section 1.2.8)."""

    HALTED = ord("H")
    TRADING = ord("T")


class CrossType(IntEnum):
    """The session of a cross (sections 1.5.2 and 1.6); INTRADAY is from earlier editions."""

    OPENING = ord("O")
    CLOSING = ord("C")
    HALTED_OR_INITIAL = ord("H")
    INTRADAY = ord("I")
    EXTENDED_TRADING_CLOSE = ord("A")


class ImbalanceDirection(IntEnum):
    """The side that has more orders (section 1.6)."""

    BUY = ord("B")
    SELL = ord("S")
    NONE = ord("N")
    INSUFFICIENT_ORDERS = ord("O")
    PAUSED = ord("P")


class PriceVariation(IntEnum):
    """How far the near price is from the reference price, as a range of percentages (section 1.6)."""

    LESS_THAN_1 = ord("L")
    FROM_1 = ord("1")
    FROM_2 = ord("2")
    FROM_3 = ord("3")
    FROM_4 = ord("4")
    FROM_5 = ord("5")
    FROM_6 = ord("6")
    FROM_7 = ord("7")
    FROM_8 = ord("8")
    FROM_9 = ord("9")
    FROM_10 = ord("A")
    FROM_20 = ord("B")
    FROM_30 = ord("C")
    NOT_CALCULATED = ord(" ")


class InterestFlag(IntEnum):
    """The sides on which retail orders may be improved (section 1.7)."""

    BUY = ord("B")
    SELL = ord("S")
    BOTH = ord("A")
    NONE = ord("N")
