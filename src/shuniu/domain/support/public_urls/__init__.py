"""Under /services/: what anybody opens without signing in. Addresses of each room stand in its own file."""

from shuniu.domain.support.public_urls import desk, exchange, growing

app_name = "services"
urlpatterns = [*desk.urlpatterns, *exchange.urlpatterns, *growing.urlpatterns]
