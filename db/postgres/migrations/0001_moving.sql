-- works with programs from: 0000
-- Rows of a sandbox that is not there yet lie in a life that it has not begun, until it is settled all at once.
CREATE TABLE stagings (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  name text COLLATE "C" NOT NULL,
  -- Goes up with every piece.
  version bigint NOT NULL,
  -- When it was first seen to lie about; null for not yet.
  seen_at bigint,
  PRIMARY KEY (sandbox, life),
  UNIQUE (sandbox, name)
);
