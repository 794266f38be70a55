"""Pages of this room: the wall, projects, months, meetings, assessments; residents' pages; files."""
