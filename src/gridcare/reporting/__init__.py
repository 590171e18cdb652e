"""What is told: indicators, filings, roll-up, reconciliation, ledgers, audits and bulletins."""
