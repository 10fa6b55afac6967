from shuniu.domain.network.actions.confirmation import answer_by_link, make_confirmation_link, make_letters

__all__ = ["answer_by_link", "make_confirmation_link", "make_letters"]
