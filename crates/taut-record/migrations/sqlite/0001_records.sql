-- One chain of digests for each person. It outlives the person's rows.
create table chain (
    id blob not null primary key check (length(id) = 16),
    length integer not null,
    head blob not null check (length(head) = 32),
    anchored integer not null
) strict, without rowid;
create index chain_open on chain (id) where length > anchored;

create table link (
    chain blob not null references chain (id),
    seq integer not null,
    digest blob not null check (length(digest) = 32),
    head blob not null check (length(head) = 32),
    primary key (chain, seq)
) strict, without rowid;

create table person (
    chain blob not null primary key references chain (id),
    name text not null unique,
    salt blob not null check (length(salt) = 32)
) strict, without rowid;

create table entry (
    chain blob not null references person (chain),
    seq integer not null,
    at integer not null,
    author text not null,
    kind text not null,
    version integer not null,
    episode integer,
    body text not null,
    primary key (chain, seq),
    foreign key (chain, seq) references link (chain, seq)
) strict;
create index entry_at on entry (chain, at);
create index entry_kind on entry (chain, kind, seq);
create index entry_episode on entry (chain, episode, seq) where episode is not null;
create index entry_episode_kind on entry (chain, episode, kind, seq) where episode is not null;

create table erasure (
    chain blob not null primary key references chain (id),
    at integer not null
) strict, without rowid;

create table checkpoint (
    number integer not null primary key,
    at integer not null,
    digest blob not null check (length(digest) = 32)
) strict;

create table checkpoint_head (
    number integer not null references checkpoint (number),
    chain blob not null,
    seq integer not null,
    head blob not null check (length(head) = 32),
    primary key (number, chain),
    foreign key (chain, seq) references link (chain, seq)
) strict, without rowid;
create index checkpoint_head_chain on checkpoint_head (chain, seq);

-- What is still to be done after a crash; at most the row `scrub`.
create table pending (
    what text not null primary key
) strict, without rowid;
