"""What bands show: how a reader chooses it, and what either choice means."""

BANDS = {False: "Stochastic variation", True: "Beliefs too"}
BANDS_HELP = (
    "Stochastic variation: every world has the same assumptions. Beliefs too: each world also draws its own assumptions within what is "
    "thought possible, the same in every setting, so that bands show doubt about the model as well and become wider."
)
