from django.urls import path

from sanan.volunteers.views import board, people, staff

app_name = "volunteers_staff"
urlpatterns = [
    path("", board.board, name="board"),
    path("projects/", board.projects, name="projects"),
    path("projects.xlsx", board.projects_file, name="projects_file"),
    path("projects/new/", staff.new_project, name="new_project"),
    path("projects/<str:code>/", staff.project, name="project"),
    path("projects/<str:code>/close/", staff.close, name="close"),
    path("projects/<str:code>/new/", staff.new_activity, name="new_activity"),
    path("activities/", board.activities, name="activities"),
    path("activities.xlsx", board.activities_file, name="activities_file"),
    path("activities/<str:code>/", staff.activity, name="activity"),
    path("activities/<str:code>/sheet/", staff.sheet, name="sheet"),
    path("activities/<str:code>/door.svg", staff.door, name="door"),
    path("activities/<str:code>/come/<int:pk>/", staff.come, name="come"),
    path("activities/<str:code>/do/<str:verb>/", staff.activity_do, name="activity_do"),
    path("services/", board.services, name="services"),
    path("services.xlsx", board.services_file, name="services_file"),
    path("services/<str:ref>/", staff.service, name="service"),
    path("services/<str:ref>/<str:verb>/", staff.service_do, name="service_do"),
    path("served/", board.served, name="served"),
    path("people/", board.people, name="people"),
    path("people.xlsx", board.people_file, name="people_file"),
    path("people/new/", people.enrol, name="enrol"),
    path("people/<str:code>/", people.person, name="person"),
    path("people/<str:code>/phone/", people.phone, name="phone"),
    path("people/<str:code>/<str:verb>/", people.person_do, name="person_do"),
    path("certificates/", people.certificates, name="certificates"),
    path("certificates/<str:number>/", people.certificate, name="certificate"),
    path("certificates/<str:number>/paper.pdf", people.paper, name="paper"),
    path("certificates/<str:number>/<str:verb>/", people.certificate_do, name="certificate_do"),
    path("teams/", people.teams, name="teams"),
    path("teams/<str:code>/", people.team, name="team"),
    path("national/", board.national, name="national"),
]
