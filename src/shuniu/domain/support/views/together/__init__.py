from shuniu.domain.support.views.together import consortia, notes

__all__ = ["consortia", "notes"]
