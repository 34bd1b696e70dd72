"""Records of money: arrangements with UWV, plans of costs and contributions, budgets and the ledger of postings."""

from .budgets import Budget, BudgetLine, Posting
from .plans import Contribution, Cost, Plan, Source, payer_class
from .uwv import LONGEST_TRIAL, UwvArrangement

__all__ = [
    "LONGEST_TRIAL",
    "Budget",
    "BudgetLine",
    "Contribution",
    "Cost",
    "Plan",
    "Posting",
    "Source",
    "UwvArrangement",
    "payer_class",
]
