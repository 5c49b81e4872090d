"""Amounts: yuan with two decimals for people and tables, whole fen for computing."""

from decimal import Decimal

import cn2an

FEN = Decimal("0.01")


def to_fen(yuan: Decimal) -> int:
    """Return whole fen; raise ValueError when the amount has parts of a fen."""
    fen = yuan * 100
    if fen != fen.to_integral_value():
        raise ValueError(f"{yuan} 元不足一分的部分不能入账")
    return int(fen)


def to_yuan(fen: int) -> Decimal:
    """Return yuan with two decimals."""
    return Decimal(fen).scaleb(-2)


def yuan_text(amount: Decimal) -> str:
    """Return e.g. 1,092.00 or −12.50, with a real minus sign."""
    return f"{amount:,.2f}".replace("-", "−")


def capitals(amount: Decimal) -> str:
    """Return the amount in the capitals that cheques use, e.g. 壹仟玖佰柒拾元整."""
    return str(cn2an.an2cn(str(amount.quantize(FEN)), "rmb"))
