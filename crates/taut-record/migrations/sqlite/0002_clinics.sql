-- Clinics, their accounts, and who belongs to them. A local file has none.
create table clinic (
    id blob not null primary key check (length(id) = 16),
    name text not null,
    created integer not null
) strict, without rowid;

create table account (
    id blob not null primary key check (length(id) = 16),
    clinic blob not null references clinic (id),
    sign_in text not null unique,
    name text not null,
    role text not null check (role in ('person', 'therapist', 'administrator')),
    chain blob references person (chain),
    passphrase text not null,
    renew integer not null check (renew in (0, 1)),
    language text not null,
    created integer not null,
    disabled integer,
    failed integer not null,
    locked_until integer not null,
    check ((role = 'person') = (chain is not null))
) strict, without rowid;
create index account_clinic on account (clinic, sign_in);
create unique index account_chain on account (chain) where chain is not null;

create table membership (
    chain blob not null references person (chain),
    clinic blob not null references clinic (id),
    since integer not null,
    primary key (chain, clinic)
) strict, without rowid;
create index membership_clinic on membership (clinic, chain);

-- Of a token only its SHA-256 is kept. Without an account: a guest.
create table session (
    id blob not null primary key check (length(id) = 32),
    account blob references account (id),
    created integer not null,
    seen integer not null,
    expires integer not null
) strict, without rowid;
create index session_account on session (account) where account is not null;
create index session_expires on session (expires);

create table invitation (
    id blob not null primary key check (length(id) = 32),
    clinic blob not null references clinic (id),
    role text not null check (role in ('person', 'therapist', 'administrator')),
    chain blob references person (chain),
    created integer not null,
    expires integer not null,
    used integer
) strict, without rowid;
create index invitation_clinic on invitation (clinic);
create index invitation_chain on invitation (chain) where chain is not null;

-- What is not finished. The owner is a guest's session (32 bytes) or a person's chain (16 bytes).
create table draft (
    owner blob not null check (length(owner) in (16, 32)),
    kind text not null,
    version integer not null,
    updated integer not null,
    expires integer not null,
    body text not null,
    primary key (owner, kind)
) strict;

-- What was done with accounts; only ever added to.
create table event (
    seq integer not null primary key,
    at integer not null,
    clinic blob,
    account blob,
    what text not null,
    about blob
) strict;
create index event_clinic on event (clinic, seq);
