GET = POST = ""


def table(text):
    return {}
