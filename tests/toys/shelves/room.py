from sanan.kit.manifest import DAY, Job, Page, Room, StaffGroup

ROOM = Room(
    name="shelves",
    title="货架",
    urls=[("staff/shelves/", "toys.shelves.urls")],
    pages=[Page("shelves_staff:board", "货架", StaffGroup.SERVICES, 99)],
    processes=["toys.shelves.rules:SHELF"],
    jobs=[Job("toys.shelves.tasks:sweep", DAY)],
    kinds=["toys.shelves.kinds:REPAIR"],
    work=["toys.shelves.work:waiting"],
)
