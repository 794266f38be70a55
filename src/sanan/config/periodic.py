"""What the clock calls every minute, as `module:function`; each is idempotent and takes nothing."""

PERIODIC: tuple[str, ...] = ("sanan.cases.tasks:tick",)
