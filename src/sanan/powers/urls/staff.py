from django.urls import path

from sanan.powers.views import catalogue, questions, runs, tasks

app_name = "powers_staff"
urlpatterns = [
    path("", tasks.board, name="board"),
    path("tasks/", tasks.TASK_LIST.view, name="tasks"),
    path("tasks/new/", tasks.occasion, name="occasion"),
    path("tasks/<str:code>/fill/", tasks.fill, name="fill"),
    path("tasks/<str:code>/preview/", tasks.preview, name="preview"),
    path("tasks/<str:code>/attach/", tasks.attach, name="attach"),
    *tasks.MANY.urls(),
    *tasks.TASKS.urls(),
    path("files/<str:ref>/cover/", tasks.cover, name="cover"),
    path("overdue/", tasks.overdue, name="overdue"),
    path("questions/", questions.QUESTION_LIST.view, name="questions"),
    *questions.QUESTIONS.urls(),
    path("figures/", questions.figures, name="figures"),
    path("print/", questions.print_, name="print"),
    path("papers/<str:code>.pdf", questions.paper, name="paper"),
    path("runs/", runs.RUN_LIST.view, name="runs"),
    path("runs/new/", runs.new, name="new_run"),
    path("runs/<str:code>/attach/", runs.attach, name="attach_to_run"),
    *runs.RUNS.urls(),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/clocks/", catalogue.clocks, name="clocks"),
    path("catalogue/calendar/", catalogue.calendar, name="calendar"),
    path("catalogue/open/<str:code>/", catalogue.open_item, name="open_item"),
    path("catalogue/power/<str:code>/", catalogue.power, name="power"),
]
