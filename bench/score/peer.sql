-- The benchmark's peer: what `dukao score --only csv` does, said in DuckDB's SQL.
--
-- Points are DECIMAL, never floats. A line `--- NAME` begins a part; peer.py says which parts run
-- when. The variables `input`, `results` and `rollup` are paths.

--- setup
-- The file. A view, since the list of flaws reads it once more.
CREATE TEMP VIEW cell AS
FROM read_csv(
  getvariable('input'),
  columns = {
    code: 'VARCHAR', name: 'VARCHAR', sector: 'VARCHAR', secretary: 'VARCHAR', city: 'VARCHAR',
    county: 'VARCHAR', committee: 'VARCHAR', p11: 'VARCHAR', p12: 'VARCHAR', p21: 'VARCHAR',
    p22: 'VARCHAR', p31: 'VARCHAR', p32: 'VARCHAR', p33: 'VARCHAR', p41: 'VARCHAR',
    p42: 'VARCHAR', p51: 'VARCHAR', p52: 'VARCHAR', p61: 'VARCHAR', p62: 'VARCHAR',
    p71: 'VARCHAR', p72: 'VARCHAR', p73: 'VARCHAR', p74: 'VARCHAR', bonus: 'VARCHAR'
  },
  auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
  nullstr = ['', '—', '-', '/', '未评']
)
WHERE coalesce(
  code, name, sector, secretary, city, county, committee, p11, p12, p21, p22, p31, p32, p33, p41,
  p42, p51, p52, p61, p62, p71, p72, p73, p74, bonus) IS NOT NULL;

-- A text that a spreadsheet would take for a formula gets an apostrophe. Nearly all begin with a
-- digit, a letter or an ideograph: comparisons settle those before the pattern is asked.
CREATE MACRO guarded(cell) AS
  CASE WHEN unicode(cell) BETWEEN 48 AND 57 OR unicode(cell) BETWEEN 65 AND 65280 THEN cell
       WHEN regexp_matches(cell, '^[=+@\t\r＝＋－＠-]') THEN '''' || cell
       ELSE cell END;

-- Reading takes that apostrophe off again, and blanks around a text; few cells need either.
CREATE MACRO cleaned(cell) AS
  CASE WHEN cell > '(' AND NOT ends_with(cell, ' ') THEN cell
       WHEN regexp_matches(trim(cell), '^''[=+@\t\r＝＋－＠-]') THEN substr(trim(cell), 2)
       ELSE trim(cell) END;

-- Whether a cell is neither «not given» nor a decimal of at most two places within the maximum.
CREATE MACRO misread(cell, maximum) AS
  cell IS NOT NULL
  AND NOT regexp_full_match(trim(cell), '|—|-|/|未评')
  AND (NOT regexp_full_match(trim(cell),
         '-?(0+\.?0*|\.0+)|[0-9]+\.?|[0-9]*\.[0-9]{1,2}0*')
       OR coalesce(try_cast(cell AS DECIMAL(38, 2)), 1000) > maximum);

-- What is wrong with such a cell.
CREATE MACRO says(head, cell, maximum) AS
  CASE WHEN misread(cell, maximum)
       THEN '列「' || head || '」: ' || cell || ' 不是 0 到 ' || maximum || ' 之间至多两位小数的分数'
  END;

-- A code that a spreadsheet took for a number; the quick look comes first.
CREATE MACRO mangled(cell) AS
  contains(upper(cell), 'E') AND regexp_full_match(cell, '[0-9](\.[0-9]+)?[Ee]\+?[0-9]+');

-- A row of sums instead of a branch.
CREATE MACRO summed(cell) AS cell = '合计' OR cell = '总计' OR cell = '小计';

-- A sum of points by a count, exactly, rounded half up to hundredths.
CREATE MACRO mean(points, n) AS
  ((2 * CAST(points * 100 AS BIGINT) + n) // (2 * n)) * 0.01;

-- How a blank is called where it stands for a group.
CREATE MACRO named(cell) AS guarded(coalesce(nullif(cell, ''), '(未填)'));

--- sheet
-- One pass over the file: texts cleaned, points typed, flawed rows marked.
CREATE TEMP TABLE sheet AS
WITH typed AS (
  SELECT
    cleaned(code) AS code, cleaned(name) AS name, cleaned(sector) AS sector,
    cleaned(secretary) AS secretary, cleaned(city) AS city, cleaned(county) AS county,
    cleaned(committee) AS committee,
    try_cast(p11 AS DECIMAL(4, 2)) AS p11, try_cast(p12 AS DECIMAL(4, 2)) AS p12,
    try_cast(p21 AS DECIMAL(4, 2)) AS p21, try_cast(p22 AS DECIMAL(4, 2)) AS p22,
    try_cast(p31 AS DECIMAL(4, 2)) AS p31, try_cast(p32 AS DECIMAL(4, 2)) AS p32,
    try_cast(p33 AS DECIMAL(4, 2)) AS p33, try_cast(p41 AS DECIMAL(4, 2)) AS p41,
    try_cast(p42 AS DECIMAL(4, 2)) AS p42, try_cast(p51 AS DECIMAL(4, 2)) AS p51,
    try_cast(p52 AS DECIMAL(4, 2)) AS p52, try_cast(p61 AS DECIMAL(4, 2)) AS p61,
    try_cast(p62 AS DECIMAL(4, 2)) AS p62, try_cast(p71 AS DECIMAL(4, 2)) AS p71,
    try_cast(p72 AS DECIMAL(4, 2)) AS p72, try_cast(p73 AS DECIMAL(4, 2)) AS p73,
    try_cast(p74 AS DECIMAL(4, 2)) AS p74, try_cast(bonus AS DECIMAL(4, 2)) AS bonus,
    -- All points of a row are matched at once; only where that fails, cell by cell.
    CASE WHEN regexp_full_match(concat_ws(',',
        p11, p12, p21, p22, p31, p32, p33, p41, p42, p51, p52, p61, p62, p71, p72, p73, p74, bonus),
        '([0-9]{1,2}(\.[0-9]{0,2})?(,|$))*')
    THEN false ELSE
      misread(p11, 3) OR misread(p12, 2) OR misread(p21, 5) OR misread(p22, 5) OR misread(p31, 16)
      OR misread(p32, 4) OR misread(p33, 5) OR misread(p41, 10) OR misread(p42, 10)
      OR misread(p51, 10) OR misread(p52, 10) OR misread(p61, 5) OR misread(p62, 10)
      OR misread(p71, 1) OR misread(p72, 2) OR misread(p73, 1) OR misread(p74, 1)
      OR misread(bonus, 10)
    END AS misread
  FROM cell
)
SELECT *,
  -- Of all 17 or none: where one is NULL, so is the sum.
  CAST(
    CAST(p11 + p12 AS DECIMAL(5, 2)) + CAST(p21 + p22 AS DECIMAL(5, 2))
    + CAST(p31 + p32 + p33 AS DECIMAL(5, 2)) + CAST(p41 + p42 AS DECIMAL(5, 2))
    + CAST(p51 + p52 AS DECIMAL(5, 2)) + CAST(p61 + p62 AS DECIMAL(5, 2))
    + CAST(p71 + p72 + p73 + p74 AS DECIMAL(5, 2))
    + coalesce(bonus, 0.00) AS DECIMAL(5, 2)) AS total,
  misread OR coalesce(code, '') = '' OR coalesce(name, '') = ''
    OR mangled(code) OR summed(name)
    OR p11 > 3 OR p12 > 2 OR p21 > 5 OR p22 > 5 OR p31 > 16 OR p32 > 4 OR p33 > 5 OR p41 > 10
    OR p42 > 10 OR p51 > 10 OR p52 > 10 OR p61 > 5 OR p62 > 10 OR p71 > 1 OR p72 > 2 OR p73 > 1
    OR p74 > 1 OR bonus > 10 AS flawed
FROM typed;

--- check
-- Codes with different hashes differ: the codes themselves are compared only if this says so.
SELECT count(*) FILTER (WHERE flawed) > 0 OR count(*) > count(DISTINCT hash(code)) FROM sheet;

--- flaws
-- Only where the check found something. Lines are counted as rows below the head.
WITH numbered AS (
  SELECT *, row_number() OVER () + 1 AS line FROM cell
), named AS (
  SELECT *, count(*) OVER (PARTITION BY cleaned(code)) AS twins FROM numbered
), flaw AS (
  SELECT line, unnest([
      CASE WHEN coalesce(trim(code), '') = '' THEN '列「支部代码」: 没有填写'
           WHEN twins > 1 THEN '列「支部代码」: ' || code || ' 重复'
           WHEN mangled(code) THEN '列「支部代码」: ' || code || ' 已被改成科学记数' END,
      CASE WHEN coalesce(trim(name), '') = '' THEN '列「支部名称」: 没有填写'
           WHEN summed(trim(name)) THEN '列「支部名称」: ' || name || ' 不是支部' END,
      says('1.1', p11, 3), says('1.2', p12, 2), says('2.1', p21, 5), says('2.2', p22, 5),
      says('3.1', p31, 16), says('3.2', p32, 4), says('3.3', p33, 5), says('4.1', p41, 10),
      says('4.2', p42, 10), says('5.1', p51, 10), says('5.2', p52, 10), says('6.1', p61, 5),
      says('6.2', p62, 10), says('7.1', p71, 1), says('7.2', p72, 2), says('7.3', p73, 1),
      says('7.4', p74, 1), says('附加分', bonus, 10)
    ]) AS says
  FROM named
)
SELECT line, says, count(*) OVER () AS flaws
FROM flaw WHERE says IS NOT NULL ORDER BY line LIMIT 200;

--- results
COPY (
  WITH stated AS (
    SELECT *,
      coalesce(
        p11, p12, p21, p22, p31, p32, p33, p41, p42, p51, p52, p61, p62, p71, p72, p73, p74
      ) IS NOT NULL AS begun,
      CASE WHEN total IS NULL THEN concat_ws('、',
        CASE WHEN p11 IS NULL THEN '1.1' END, CASE WHEN p12 IS NULL THEN '1.2' END,
        CASE WHEN p21 IS NULL THEN '2.1' END, CASE WHEN p22 IS NULL THEN '2.2' END,
        CASE WHEN p31 IS NULL THEN '3.1' END, CASE WHEN p32 IS NULL THEN '3.2' END,
        CASE WHEN p33 IS NULL THEN '3.3' END, CASE WHEN p41 IS NULL THEN '4.1' END,
        CASE WHEN p42 IS NULL THEN '4.2' END, CASE WHEN p51 IS NULL THEN '5.1' END,
        CASE WHEN p52 IS NULL THEN '5.2' END, CASE WHEN p61 IS NULL THEN '6.1' END,
        CASE WHEN p62 IS NULL THEN '6.2' END, CASE WHEN p71 IS NULL THEN '7.1' END,
        CASE WHEN p72 IS NULL THEN '7.2' END, CASE WHEN p73 IS NULL THEN '7.3' END,
        CASE WHEN p74 IS NULL THEN '7.4' END)
      END AS missing
    FROM sheet
  )
  -- The name of the first column begins with the byte order mark.
  SELECT
    guarded(code) AS "﻿支部代码",
    guarded(name) AS 支部名称,
    guarded(city) AS 市,
    guarded(county) AS "县(市、区)",
    guarded(committee) AS 上级党委,
    guarded(sector) AS 类别,
    guarded(secretary) AS 书记,
    total AS 总分,
    CASE WHEN total IS NOT NULL THEN total
         WHEN begun THEN CAST(
           coalesce(p11, 0.00) + coalesce(p12, 0.00) + coalesce(p21, 0.00) + coalesce(p22, 0.00)
           + coalesce(p31, 0.00) + coalesce(p32, 0.00) + coalesce(p33, 0.00) + coalesce(p41, 0.00)
           + coalesce(p42, 0.00) + coalesce(p51, 0.00) + coalesce(p52, 0.00) + coalesce(p61, 0.00)
           + coalesce(p62, 0.00) + coalesce(p71, 0.00) + coalesce(p72, 0.00) + coalesce(p73, 0.00)
           + coalesce(p74, 0.00)
           + coalesce(bonus, 0.00) AS DECIMAL(5, 2))
    END AS 暂计,
    NULL AS 自查总分,
    coalesce(bonus, 0.00) AS 附加分,
    CASE WHEN total IS NOT NULL THEN '已评定' WHEN begun THEN '部分评定' ELSE '未报' END AS 状态,
    missing AS 缺项,
    CASE WHEN begun THEN missing END AS 未评项,
    CASE WHEN total >= 90 THEN '好' WHEN total >= 80 THEN '较好' WHEN total >= 60 THEN '一般'
         WHEN total IS NOT NULL THEN '差' END AS 等次,
    CASE WHEN total IS NOT NULL THEN p11 + p12
         WHEN coalesce(p11, p12) IS NOT NULL THEN
           coalesce(p11, 0.00) + coalesce(p12, 0.00)
    END AS 内容1,
    CASE WHEN total IS NOT NULL THEN p21 + p22
         WHEN coalesce(p21, p22) IS NOT NULL THEN
           coalesce(p21, 0.00) + coalesce(p22, 0.00)
    END AS 内容2,
    CASE WHEN total IS NOT NULL THEN p31 + p32 + p33
         WHEN coalesce(p31, p32, p33) IS NOT NULL THEN
           coalesce(p31, 0.00) + coalesce(p32, 0.00) + coalesce(p33, 0.00)
    END AS 内容3,
    CASE WHEN total IS NOT NULL THEN p41 + p42
         WHEN coalesce(p41, p42) IS NOT NULL THEN
           coalesce(p41, 0.00) + coalesce(p42, 0.00)
    END AS 内容4,
    CASE WHEN total IS NOT NULL THEN p51 + p52
         WHEN coalesce(p51, p52) IS NOT NULL THEN
           coalesce(p51, 0.00) + coalesce(p52, 0.00)
    END AS 内容5,
    CASE WHEN total IS NOT NULL THEN p61 + p62
         WHEN coalesce(p61, p62) IS NOT NULL THEN
           coalesce(p61, 0.00) + coalesce(p62, 0.00)
    END AS 内容6,
    CASE WHEN total IS NOT NULL THEN p71 + p72 + p73 + p74
         WHEN coalesce(p71, p72, p73, p74) IS NOT NULL THEN
           coalesce(p71, 0.00) + coalesce(p72, 0.00) + coalesce(p73, 0.00) + coalesce(p74, 0.00)
    END AS 内容7
  FROM stated
) TO (getvariable('results')) (FORMAT csv, HEADER true);

--- rollup
COPY (
  WITH placed AS (
    SELECT * REPLACE (named(city) AS city, named(county) AS county,
        named(committee) AS committee, named(sector) AS sector), rowid AS place
    FROM sheet
  ), unit AS MATERIALIZED (
    -- What adds up is added once for each committee and sector, and those are few.
    SELECT city, county, committee, sector,
      min(place) AS first, count(*) AS branches, count(total) AS rated,
      sum(total) AS total, min(total) AS lowest, max(total) AS highest,
      count(*) FILTER (WHERE total >= 90) AS band1,
      count(*) FILTER (WHERE total >= 80 AND total < 90) AS band2,
      count(*) FILTER (WHERE total >= 60 AND total < 80) AS band3,
      count(*) FILTER (WHERE total < 60) AS band4,
      sum(p11) FILTER (WHERE total IS NOT NULL) AS p11,
      sum(p12) FILTER (WHERE total IS NOT NULL) AS p12,
      sum(p21) FILTER (WHERE total IS NOT NULL) AS p21,
      sum(p22) FILTER (WHERE total IS NOT NULL) AS p22,
      sum(p31) FILTER (WHERE total IS NOT NULL) AS p31,
      sum(p32) FILTER (WHERE total IS NOT NULL) AS p32,
      sum(p33) FILTER (WHERE total IS NOT NULL) AS p33,
      sum(p41) FILTER (WHERE total IS NOT NULL) AS p41,
      sum(p42) FILTER (WHERE total IS NOT NULL) AS p42,
      sum(p51) FILTER (WHERE total IS NOT NULL) AS p51,
      sum(p52) FILTER (WHERE total IS NOT NULL) AS p52,
      sum(p61) FILTER (WHERE total IS NOT NULL) AS p61,
      sum(p62) FILTER (WHERE total IS NOT NULL) AS p62,
      sum(p71) FILTER (WHERE total IS NOT NULL) AS p71,
      sum(p72) FILTER (WHERE total IS NOT NULL) AS p72,
      sum(p73) FILTER (WHERE total IS NOT NULL) AS p73,
      sum(p74) FILTER (WHERE total IS NOT NULL) AS p74
    FROM placed GROUP BY ALL
  ), level AS (
    SELECT city, county, committee, sector,
      grouping(city, county, committee, sector) AS bits,
      min(first) AS first, sum(branches) AS branches, sum(rated) AS rated,
      sum(total) AS total, min(lowest) AS lowest, max(highest) AS highest,
      sum(band1) AS band1, sum(band2) AS band2, sum(band3) AS band3, sum(band4) AS band4,
      sum(p11) AS p11, sum(p12) AS p12, sum(p21) AS p21, sum(p22) AS p22, sum(p31) AS p31,
      sum(p32) AS p32, sum(p33) AS p33, sum(p41) AS p41, sum(p42) AS p42, sum(p51) AS p51,
      sum(p52) AS p52, sum(p61) AS p61, sum(p62) AS p62, sum(p71) AS p71, sum(p72) AS p72,
      sum(p73) AS p73, sum(p74) AS p74
    FROM unit
    GROUP BY GROUPING SETS
      ((), (city), (city, county), (city, county, committee), (sector))
  ), middle AS (
    SELECT city, county, committee, sector,
      grouping(city, county, committee, sector) AS bits,
      -- Four decimals hold the mean of the middle two exactly.
      round(median(CAST(total AS DECIMAL(7, 4))), 2) AS median
    FROM placed WHERE total IS NOT NULL
    GROUP BY GROUPING SETS
      ((), (city), (city, county), (city, county, committee), (sector))
  )
  -- Again with the byte order mark in the first name.
  SELECT
    CASE l.bits WHEN 15 THEN '合计' WHEN 7 THEN '市' WHEN 3 THEN '县' WHEN 1 THEN '党委'
      ELSE '类别' END AS "﻿层级",
    l.city AS 市,
    l.county AS "县(市、区)",
    l.committee AS 上级党委,
    l.sector AS 类别,
    branches AS 支部数,
    rated AS 已评定,
    mean(rated * 100, branches) AS 评定率,
    mean(total, rated) AS 平均,
    median AS 中位数,
    lowest AS 最低,
    highest AS 最高,
    band1 AS 好,
    band2 AS 较好,
    band3 AS 一般,
    band4 AS 差,
    mean(p11, rated) AS "1.1", mean(p12, rated) AS "1.2", mean(p21, rated) AS "2.1",
    mean(p22, rated) AS "2.2", mean(p31, rated) AS "3.1", mean(p32, rated) AS "3.2",
    mean(p33, rated) AS "3.3", mean(p41, rated) AS "4.1", mean(p42, rated) AS "4.2",
    mean(p51, rated) AS "5.1", mean(p52, rated) AS "5.2", mean(p61, rated) AS "6.1",
    mean(p62, rated) AS "6.2", mean(p71, rated) AS "7.1", mean(p72, rated) AS "7.2",
    mean(p73, rated) AS "7.3", mean(p74, rated) AS "7.4"
  FROM level l LEFT JOIN middle m ON l.bits = m.bits
    AND l.city IS NOT DISTINCT FROM m.city AND l.county IS NOT DISTINCT FROM m.county
    AND l.committee IS NOT DISTINCT FROM m.committee AND l.sector IS NOT DISTINCT FROM m.sector
  ORDER BY CASE l.bits WHEN 15 THEN 1 WHEN 7 THEN 2 WHEN 3 THEN 3 WHEN 1 THEN 4 ELSE 5 END, first
) TO (getvariable('rollup')) (FORMAT csv, HEADER true);
