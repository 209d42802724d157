"""Two steps that a file may have seen or not; nothing heavy, as many processes import it."""


def first(db):
    db.execute("create table said (text)")


def second(db):
    db.execute("alter table said add column role")
    db.execute("insert into said values ('hello', 'user')")


STEPS = [first, second]
