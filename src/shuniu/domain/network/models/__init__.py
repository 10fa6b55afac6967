from shuniu.domain.network.models.confirmation import ConfirmationLink

__all__ = ["ConfirmationLink"]
