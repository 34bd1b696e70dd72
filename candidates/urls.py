from candidates.views.matching_urls import urlpatterns as matching
from candidates.views.selection_urls import urlpatterns as selection

app_name = "candidates"
urlpatterns = [*selection, *matching]
