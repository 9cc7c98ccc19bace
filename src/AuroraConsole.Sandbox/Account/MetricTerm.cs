using System.Globalization;

namespace AuroraConsole.Sandbox.Account;

/// <summary>A part of a metric math expression.</summary>
internal abstract record MetricTerm
{
    public sealed record Number(double Value) : MetricTerm;

    /// <summary>The id of a query, or the words <c>REPEAT</c> and <c>LINEAR</c>.</summary>
    public sealed record Name(string Word) : MetricTerm;

    public sealed record Text(string Value) : MetricTerm;

    public sealed record Array(IReadOnlyList<MetricTerm> Items) : MetricTerm;

    public sealed record Negative(MetricTerm Of) : MetricTerm;

    public sealed record Operation(string Sign, MetricTerm Left, MetricTerm Right) : MetricTerm;

    public sealed record Call(string Function, IReadOnlyList<MetricTerm> Arguments) : MetricTerm;

    /// <exception cref="FormatException">With a sentence that says where it cannot be read.</exception>
    public static MetricTerm Parse(string expression)
    {
        var reader = new Reader(expression);
        var term = reader.Whole();
        return reader.AtEnd ? term : throw reader.Unexpected();
    }

    // Each level binds tighter than the one before: OR, AND, comparisons, + -, * /, unary -, ^.
    private sealed class Reader(string text)
    {
        private const int Deepest = 50;
        private static readonly string[][] Levels = [["||", "OR"], ["&&", "AND"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"]];
        private int _at;
        private int _depth;

        public bool AtEnd => Next == '\0';

        private char Next
        {
            get
            {
                while (_at < text.Length && char.IsWhiteSpace(text[_at]))
                    _at++;
                return _at < text.Length ? text[_at] : '\0';
            }
        }

        public MetricTerm Whole() => Nested(() => Level(0));

        public FormatException Unexpected() => new(AtEnd ? "it ends too early." : $"unexpected '{Next}' at character {_at + 1}.");

        private MetricTerm Level(int level)
        {
            if (level == Levels.Length)
                return Negated();
            var left = Level(level + 1);
            while (TakeOne(Levels[level]) is { } sign)
                left = new Operation(sign, left, Level(level + 1));
            return left;
        }

        private MetricTerm Negated()
        {
            var signs = 0;
            for (; Take('-'); signs++)
            {
            }

            var power = Primary();
            if (Take('^'))
                power = new Operation("^", power, Nested(Negated));
            return signs % 2 == 0 ? power : new Negative(power);
        }

        private MetricTerm Primary()
        {
            if (Take('('))
            {
                var inner = Whole();
                return Take(')') ? inner : throw Unexpected();
            }

            if (Take('['))
                return new Array(ListUntil(']'));
            if (Take('"'))
                return Quoted('"');
            if (Take('\''))
                return Quoted('\'');
            if (char.IsAsciiDigit(Next) || Next == '.')
                return Numeral();
            if (!char.IsAsciiLetter(Next))
                throw Unexpected();
            var word = While(c => char.IsAsciiLetterOrDigit(c) || c == '_');
            return Take('(') ? new Call(word, ListUntil(')')) : new Name(word);
        }

        private MetricTerm Nested(Func<MetricTerm> read)
        {
            if (++_depth > Deepest)
                throw new FormatException("it is nested too deep.");
            var term = read();
            _depth--;
            return term;
        }

        private List<MetricTerm> ListUntil(char end)
        {
            var items = new List<MetricTerm>();
            if (Take(end))
                return items;
            do
                items.Add(Whole());
            while (Take(','));
            return Take(end) ? items : throw Unexpected();
        }

        private Text Quoted(char quote)
        {
            var value = While(c => c != quote);
            return Take(quote) ? new Text(value) : throw Unexpected();
        }

        private Number Numeral()
        {
            var digits = While(c => char.IsAsciiDigit(c) || c == '.');
            return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                ? new Number(value)
                : throw new FormatException($"'{digits}' is not a number.");
        }

        private string While(Func<char, bool> belongs)
        {
            var from = _at;
            while (_at < text.Length && belongs(text[_at]))
                _at++;
            return text[from.._at];
        }

        private string? TakeOne(string[] signs)
        {
            var sign = AtEnd ? null : signs.FirstOrDefault(s => string.CompareOrdinal(text, _at, s, 0, s.Length) == 0);
            _at += sign?.Length ?? 0;
            return sign;
        }

        private bool Take(char wanted)
        {
            if (Next != wanted)
                return false;
            _at++;
            return true;
        }
    }
}
