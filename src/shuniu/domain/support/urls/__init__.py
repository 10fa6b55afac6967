"""Under /desk/support/: what somebody signed in opens. Addresses of each room stand in its own file."""

from shuniu.domain.support.urls import desk, exchange, growing, together

app_name = "support"
urlpatterns = [*desk.urlpatterns, *exchange.urlpatterns, *growing.urlpatterns, *together.urlpatterns]
