-- One chain of digests for each person. It outlives the person's rows.
create table chain (
    id bytea not null primary key check (length(id) = 16),
    length bigint not null,
    head bytea not null check (length(head) = 32),
    anchored bigint not null
);
create index chain_open on chain (id) where length > anchored;

create table link (
    chain bytea not null references chain (id),
    seq bigint not null,
    digest bytea not null check (length(digest) = 32),
    head bytea not null check (length(head) = 32),
    primary key (chain, seq)
);

create table person (
    chain bytea not null primary key references chain (id),
    name text collate "C" not null unique,
    salt bytea not null check (length(salt) = 32)
);

create table entry (
    chain bytea not null references person (chain),
    seq bigint not null,
    at bigint not null,
    author text not null,
    kind text not null,
    version bigint not null,
    episode bigint,
    body text not null,
    primary key (chain, seq),
    foreign key (chain, seq) references link (chain, seq)
);
create index entry_at on entry (chain, at);
create index entry_kind on entry (chain, kind, seq);
create index entry_episode on entry (chain, episode, seq) where episode is not null;
create index entry_episode_kind on entry (chain, episode, kind, seq) where episode is not null;

create table erasure (
    chain bytea not null primary key references chain (id),
    at bigint not null
);

create table checkpoint (
    number bigint not null primary key,
    at bigint not null,
    digest bytea not null check (length(digest) = 32)
);

create table checkpoint_head (
    number bigint not null references checkpoint (number),
    chain bytea not null,
    seq bigint not null,
    head bytea not null check (length(head) = 32),
    primary key (number, chain),
    foreign key (chain, seq) references link (chain, seq)
);
create index checkpoint_head_chain on checkpoint_head (chain, seq);

-- What is still to be done after a crash; at most the row `scrub`.
create table pending (
    what text not null primary key
);
