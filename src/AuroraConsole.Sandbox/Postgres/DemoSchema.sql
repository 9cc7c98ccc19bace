-- A small shop; runs once, as postgres in database app, in one transaction.
CREATE TYPE order_status AS ENUM ('pending', 'paid', 'shipped', 'delivered', 'cancelled', 'returned');

CREATE TABLE customers (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL,
  email       text NOT NULL UNIQUE,
  country     char(2) NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  preferences jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE products (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku        text NOT NULL UNIQUE,
  name       text NOT NULL,
  price      numeric(10, 2) NOT NULL CHECK (price >= 0),
  attributes jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE orders (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  status      order_status NOT NULL DEFAULT 'pending',
  placed_at   timestamptz NOT NULL DEFAULT now(),
  note        text
);

CREATE INDEX orders_customer ON orders (customer_id);

CREATE INDEX orders_placed_at ON orders (placed_at);

CREATE TABLE order_items (
  order_id   bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
  line       int NOT NULL,
  product_id bigint NOT NULL REFERENCES products,
  quantity   int NOT NULL CHECK (quantity > 0),
  unit_price numeric(10, 2) NOT NULL,
  PRIMARY KEY (order_id, line)
);

CREATE TABLE payments (
  id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  order_id   bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
  method     text NOT NULL CHECK (method IN ('card', 'invoice', 'wallet')),
  amount     numeric(12, 2) NOT NULL,
  card_last4 char(4),
  paid_at    timestamptz NOT NULL
);

CREATE TABLE shipments (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id     bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
  carrier      text NOT NULL,
  tracking     text NOT NULL UNIQUE,
  shipped_at   timestamptz NOT NULL,
  delivered_at timestamptz,
  events       jsonb NOT NULL DEFAULT '[]'
);

-- The same rows on every machine, but for the times, which end today.
SELECT setseed(0.42);

INSERT INTO customers (name, email, country, created_at, preferences)
SELECT first || ' ' || last,
       lower(first || '.' || last || n || '@' || (ARRAY['mail', 'post', 'inbox'])[1 + n % 3] || '.example'),
       (ARRAY['DE', 'FR', 'US', 'GB', 'NL', 'JP', 'BR', 'IN', 'SE', 'ES'])[1 + (random() * 9)::int],
       now() - random() * interval '700 days',
       jsonb_build_object('newsletter', random() < 0.4, 'language', (ARRAY['en', 'de', 'fr', 'ja'])[1 + n % 4], 'tags', CASE WHEN n % 7 = 0 THEN '["vip"]'::jsonb ELSE '[]' END)
FROM (
  SELECT n,
         (ARRAY['Ada', 'Alan', 'Barbara', 'Claude', 'Donald', 'Edsger', 'Frances', 'Grace', 'Hedy', 'Ivan', 'Joan', 'Katherine', 'Leslie', 'Margaret', 'Niklaus', 'Radia'])[1 + (random() * 15)::int] AS first,
         (ARRAY['Abbott', 'Brandt', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Garcia', 'Haas', 'Ito', 'Jansen', 'Kaya', 'Lopez', 'Meyer', 'Novak', 'Okafor', 'Patel', 'Rossi', 'Silva'])[1 + (random() * 17)::int] AS last
  FROM generate_series(1, 1200) AS n
  OFFSET 0
) AS people;

INSERT INTO products (sku, name, price, attributes)
SELECT 'SKU-' || lpad(n::text, 4, '0'),
       (ARRAY['Oak', 'Steel', 'Linen', 'Glass', 'Cork', 'Wool'])[1 + n % 6] || ' ' || (ARRAY['lamp', 'chair', 'shelf', 'bowl', 'blanket', 'clock', 'desk', 'mug'])[1 + n % 8],
       round((5 + random() * 295)::numeric, 2),
       jsonb_build_object('colour', (ARRAY['natural', 'black', 'white', 'green'])[1 + n % 4], 'weight_kg', round((random() * 20)::numeric, 1))
FROM generate_series(1, 120) AS n;

INSERT INTO orders (customer_id, status, placed_at, note)
SELECT 1 + (random() * 1199)::int,
       CASE WHEN age > 10 THEN CASE WHEN chance < 0.86 THEN 'delivered' WHEN chance < 0.95 THEN 'cancelled' ELSE 'returned' END
            WHEN age > 3 THEN CASE WHEN chance < 0.9 THEN 'shipped' ELSE 'cancelled' END
            ELSE CASE WHEN chance < 0.6 THEN 'paid' ELSE 'pending' END END::order_status,
       now() - age * interval '1 day',
       CASE WHEN chance < 0.04 THEN 'Please leave it with a neighbour' END
FROM (
  SELECT power(random(), 1.6) * 365 AS age, random() AS chance
  FROM generate_series(1, 4000)
  OFFSET 0
) AS placed
ORDER BY age DESC;

INSERT INTO order_items (order_id, line, product_id, quantity, unit_price)
SELECT picked.order_id, picked.line, picked.product_id, picked.quantity, products.price
FROM (
  SELECT orders.id AS order_id, line, 1 + (random() * 119)::int AS product_id, 1 + (power(random(), 3) * 4)::int AS quantity
  FROM orders CROSS JOIN LATERAL generate_series(1, 1 + (orders.id % 4)::int) AS line
  OFFSET 0
) AS picked
JOIN products ON products.id = picked.product_id;

INSERT INTO payments (order_id, method, amount, card_last4, paid_at)
SELECT orders.id, method, total, CASE WHEN method = 'card' THEN lpad((orders.id * 7919 % 10000)::text, 4, '0') END, placed_at + interval '3 minutes'
FROM orders
JOIN (SELECT order_id, sum(quantity * unit_price) AS total, (ARRAY['card', 'card', 'wallet', 'invoice'])[1 + (order_id % 4)::int] AS method FROM order_items GROUP BY order_id) AS sums ON sums.order_id = orders.id
WHERE status NOT IN ('pending', 'cancelled');

INSERT INTO shipments (order_id, carrier, tracking, shipped_at, delivered_at, events)
SELECT id,
       (ARRAY['Parcel North', 'Swift Post', 'Blue Freight'])[1 + (id % 3)::int],
       'TRK' || lpad((id * 104729 % 100000000)::text, 8, '0') || id,
       placed_at + interval '1 day',
       CASE WHEN status IN ('delivered', 'returned') THEN placed_at + interval '3 days' END,
       jsonb_build_array(jsonb_build_object('at', placed_at + interval '1 day', 'what', 'picked up'))
FROM orders
WHERE status IN ('shipped', 'delivered', 'returned');

CREATE VIEW order_totals AS
SELECT orders.id AS order_id, orders.customer_id, orders.status, orders.placed_at, sum(quantity * unit_price) AS total, count(*) AS lines
FROM orders JOIN order_items ON order_items.order_id = orders.id
GROUP BY orders.id;

GRANT USAGE ON SCHEMA public TO app_user, app_readonly;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app_user;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO app_user;

-- Not payments: the one table a reader of the shop does not see.
GRANT SELECT ON customers, products, orders, order_items, shipments, order_totals TO app_readonly;

ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app_user;

ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO app_user;

ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app_readonly;

ANALYZE;

