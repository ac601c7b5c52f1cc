"""The social network's tables.

A row's version is a hybrid logical clock's reading by the primary that stamped it: microseconds
since 1970 by its clock, and above the version before in any case. A row is locked while it is
written, so its versions are in the order of its commits. A post or comment that was deleted stays
as a tombstone, without its text.
"""

from sqlalchemy import BigInteger, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "social"


class Base(DeclarativeBase):
    """All tables: each row knows its version, and which server stamped it."""

    metadata = MetaData(schema=SCHEMA)

    version: Mapped[int] = mapped_column(BigInteger)
    stamped_by: Mapped[str]


class User(Base):
    """An account. `key` is a scrypt hash under the user's own random salt; empty: no password."""

    __tablename__ = "users"
    name: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[str]
    key: Mapped[str]


class Post(Base):
    """A post; its number begins with its author's name."""

    __tablename__ = "posts"
    number: Mapped[str] = mapped_column(primary_key=True)
    author: Mapped[str] = mapped_column(ForeignKey(User.name), index=True)
    text: Mapped[str | None]


class Comment(Base):
    """A comment on a post; one whose deletion alone is known has no author."""

    __tablename__ = "comments"
    post: Mapped[str] = mapped_column(ForeignKey(Post.number), primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    author: Mapped[str | None] = mapped_column(ForeignKey(User.name))
    text: Mapped[str | None]


class Like(Base):
    """Whether somebody likes a post."""

    __tablename__ = "likes"
    post: Mapped[str] = mapped_column(ForeignKey(Post.number), primary_key=True)
    liker: Mapped[str] = mapped_column(ForeignKey(User.name), primary_key=True)
    likes: Mapped[bool]


class Follow(Base):
    """Whether somebody follows another."""

    __tablename__ = "follows"
    follower: Mapped[str] = mapped_column(ForeignKey(User.name), primary_key=True)
    followed: Mapped[str] = mapped_column(ForeignKey(User.name), primary_key=True)
    follows: Mapped[bool]


class Rule(Base):
    """Whether somebody hides the own wall from a reader."""

    __tablename__ = "rules"
    owner: Mapped[str] = mapped_column(ForeignKey(User.name), primary_key=True)
    reader: Mapped[str] = mapped_column(primary_key=True)
    hides: Mapped[bool]


class Session(Base):
    """Who signed in with a token."""

    __tablename__ = "sessions"
    token: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey(User.name))


class Trial(Base):
    """What one trial wrote (see `engine.trials`); its number is that of its write."""

    __tablename__ = "trials"
    number: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
