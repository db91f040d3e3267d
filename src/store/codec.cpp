#include "store/codec.h"

#include <bit>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "core/check.h"
#include "store/fields.h"

namespace twinleg::store {
namespace {

static_assert(std::endian::native == std::endian::little, "the layout is copied as it stands");
static_assert(sizeof(Level) == 16 && std::is_standard_layout_v<Level> &&
                  offsetof(Level, quantity) == 8,
              "levels are copied in one piece");

template <typename T>
inline constexpr bool kIsText = false;
template <std::size_t N>
inline constexpr bool kIsText<Text<N>> = true;

template <typename T>
inline constexpr bool kIsFixed = false;
template <typename Tag, typename Rep, int Digits>
inline constexpr bool kIsFixed<Fixed<Tag, Rep, Digits>> = true;

// How many bytes something takes.
class Sizer {
public:
    std::size_t size{0};

    template <typename T>
    void operator()(const char*, const T& value) {
        if constexpr (std::is_enum_v<T> || std::is_same_v<T, bool>)
            size += 1;
        else if constexpr (std::is_arithmetic_v<T>)
            size += sizeof(T);
        else if constexpr (kIsFixed<T>)
            size += sizeof(typename T::rep);
        else if constexpr (kIsText<T>)
            size += 1 + value.view().size();
        else if constexpr (std::is_same_v<T, std::string>)
            size += 4 + value.size();
        else if constexpr (requires { value.value; })
            size += sizeof(value.value);
        else if constexpr (requires { value.ns; })
            size += sizeof(value.ns);
        else
            walk(*this, value);
    }

    template <typename T>
    void tail(const char* name, const T& value) {
        if (value != T{}) (*this)(name, value);
    }

    template <typename T>
    void list(const char*, std::span<const T> items) {
        size += 4;
        if constexpr (std::is_same_v<T, Level>) {
            size += items.size_bytes();
        } else {
            for (const T& item : items)
                walk(*this, item);
        }
    }
};

// Writes without looking: the caller has measured.
class Writer {
public:
    explicit Writer(std::byte* out) : at_(out) {}

    template <typename T>
    void operator()(const char*, const T& value) {
        if constexpr (std::is_enum_v<T> || std::is_same_v<T, bool>) {
            number(static_cast<std::uint8_t>(value));
        } else if constexpr (std::is_arithmetic_v<T>) {
            number(value);
        } else if constexpr (kIsFixed<T>) {
            number(value.raw());
        } else if constexpr (kIsText<T>) {
            number(static_cast<std::uint8_t>(value.view().size()));
            bytes(value.view().data(), value.view().size());
        } else if constexpr (std::is_same_v<T, std::string>) {
            count(value.size());
            bytes(value.data(), value.size());
        } else if constexpr (requires { value.value; }) {
            number(value.value);
        } else if constexpr (requires { value.ns; }) {
            number(value.ns);
        } else {
            walk(*this, value);
        }
    }

    template <typename T>
    void tail(const char* name, const T& value) {
        if (value != T{}) (*this)(name, value);
    }

    template <typename T>
    void list(const char*, std::span<const T> items) {
        count(items.size());
        if constexpr (std::is_same_v<T, Level>) {
            bytes(items.data(), items.size_bytes());
        } else {
            for (const T& item : items)
                walk(*this, item);
        }
    }

    template <typename T>
    void number(T value) {
        std::memcpy(at_, &value, sizeof value);
        at_ += sizeof value;
    }

private:
    void count(std::size_t size) {
        CHECK(size <= std::numeric_limits<std::uint32_t>::max());
        number(static_cast<std::uint32_t>(size));
    }
    void bytes(const void* from, std::size_t size) {
        if (size == 0) return;  // a list of none may have no address
        std::memcpy(at_, from, size);
        at_ += size;
    }

    std::byte* at_;
};

// Reads and distrusts. After the first error every value is left as it was, and error() says it.
class Reader {
public:
    Reader(std::span<const std::byte> bytes, Scratch* scratch) : bytes_(bytes), scratch_(scratch) {}

    template <typename T>
    void operator()(const char* name, T& value) {
        if (wrong_ != nullptr) return;
        if constexpr (std::is_enum_v<T>) {
            std::uint8_t raw{0};
            number(name, raw);
            if (known(static_cast<T>(raw)))
                value = static_cast<T>(raw);
            else
                refuse(name, "is no value of its enumeration");
        } else if constexpr (std::is_same_v<T, bool>) {
            std::uint8_t raw{0};
            number(name, raw);
            if (raw > 1) refuse(name, "is neither 0 nor 1");
            value = raw == 1;
        } else if constexpr (std::is_arithmetic_v<T>) {
            number(name, value);
        } else if constexpr (kIsFixed<T>) {
            typename T::rep raw{0};
            number(name, raw);
            value = T::from_raw(raw);
        } else if constexpr (kIsText<T>) {
            std::uint8_t size{0};
            number(name, size);
            const auto text = take(name, size);
            if (wrong_ != nullptr) return;
            const auto fitting = T::from({reinterpret_cast<const char*>(text.data()), text.size()});
            if (fitting)
                value = *fitting;
            else
                refuse(name, "is longer than an id can be");
        } else if constexpr (std::is_same_v<T, std::string>) {
            std::uint32_t size{0};
            number(name, size);
            const auto text = take(name, size);
            if (wrong_ == nullptr)
                value.assign(reinterpret_cast<const char*>(text.data()), text.size());
        } else if constexpr (requires { value.value; }) {
            number(name, value.value);
        } else if constexpr (requires { value.ns; }) {
            number(name, value.ns);
        } else {
            walk(*this, value);
        }
    }

    // The last field of a record, which is there only where it is not zero.
    template <typename T>
    void tail(const char* name, T& value) {
        if (wrong_ != nullptr || at_ == bytes_.size()) return;
        (*this)(name, value);
        if (value == T{}) refuse(name, "is zero, which is not written");
    }

    template <typename T>
    void list(const char* name, std::span<const T>& items) {
        if (wrong_ != nullptr) return;
        std::uint32_t count{0};
        number(name, count);
        if (wrong_ != nullptr) return;
        if (count > (bytes_.size() - at_) / least<T>())
            return refuse(name, "has more items than bytes are left");
        std::vector<T>& home = storage<T>(name);
        home.clear();
        home.resize(count);
        if constexpr (std::is_same_v<T, Level>) {
            const auto raw = take(name, count * sizeof(Level));
            if (count > 0) std::memcpy(home.data(), raw.data(), raw.size());
        } else {
            for (T& item : home)
                walk(*this, item);
        }
        items = home;
    }

    template <typename T>
    void number(const char* name, T& value) {
        const auto raw = take(name, sizeof value);
        if (wrong_ == nullptr) std::memcpy(&value, raw.data(), sizeof value);
    }

    void refuse(const char* name, const char* wrong) {
        if (wrong_ != nullptr) return;
        name_ = name;
        wrong_ = wrong;
    }

    // Nothing may be left over.
    void end() {
        if (at_ != bytes_.size()) refuse("record", "has bytes left over");
    }

    bool ok() const { return wrong_ == nullptr; }
    Error error(const char* what) const {
        return {Errc::malformed, std::string(what) + ": " + name_ + " " + wrong_ + " (offset " +
                                     std::to_string(at_) + " of " + std::to_string(bytes_.size()) +
                                     ")"};
    }

private:
    // The fewest bytes an item can take.
    template <typename T>
    static std::size_t least() {
        static const std::size_t size = [] {
            const T blank{};
            Sizer sizer;
            walk(sizer, blank);
            return sizer.size;
        }();
        return size;
    }

    std::span<const std::byte> take(const char* name, std::size_t size) {
        if (wrong_ != nullptr) return {};
        if (size > bytes_.size() - at_) {
            refuse(name, "is cut short");
            return {};
        }
        const auto taken = bytes_.subspan(at_, size);
        at_ += size;
        return taken;
    }

    template <typename T>
    std::vector<T>& storage(const char* name) {
        CHECK(scratch_ != nullptr);
        if constexpr (std::is_same_v<T, Level>)
            return name[0] == 'b' ? scratch_->bids : scratch_->asks;
        else if constexpr (std::is_same_v<T, OpenOrder>)
            return scratch_->orders;
        else if constexpr (std::is_same_v<T, Fill>)
            return scratch_->fills;
        else
            return scratch_->positions;
    }

    std::span<const std::byte> bytes_;
    std::size_t at_{0};
    Scratch* scratch_;
    const char* name_{nullptr};
    const char* wrong_{nullptr};
};

template <typename A, typename T>
void body(A& archive, const T& value) {
    if constexpr (std::is_same_v<T, PlaceOrder>)
        walk(archive, *value.order);
    else
        walk(archive, value);
}

// No two kinds may share a number.
template <typename... T>
consteval bool distinct(const std::variant<T...>*) {
    const std::uint8_t numbers[] = {Kind<T>::number...};
    for (std::size_t i = 0; i < sizeof...(T); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (numbers[i] == numbers[j]) return false;
    return true;
}
static_assert(distinct(static_cast<const decltype(Event::what)*>(nullptr)));
static_assert(distinct(static_cast<const Command*>(nullptr)));

template <typename... T>
bool read_what(Reader& reader, std::uint8_t kind, std::variant<T...>& what) {
    return ((kind == Kind<T>::number && (walk(reader, what.template emplace<T>()), true)) || ...);
}

constexpr std::size_t kEventHead = 8 + 1 + 1;
constexpr std::size_t kCommandHead = 1;

template <typename T>
void append(const T& value, std::vector<std::byte>& out) {
    const std::size_t before = out.size();
    out.resize(before + encoded_size(value));
    encode(value, std::span(out).subspan(before));
}

}  // namespace

std::size_t encoded_size(const Event& event) {
    Sizer sizer;
    std::visit([&](const auto& what) { body(sizer, what); }, event.what);
    return kEventHead + sizer.size;
}

std::size_t encoded_size(const Command& command) {
    Sizer sizer;
    std::visit([&](const auto& what) { body(sizer, what); }, command);
    return kCommandHead + sizer.size;
}

std::size_t encode(const Event& event, std::span<std::byte> out) {
    const std::size_t size = encoded_size(event);
    CHECK(size <= out.size());
    Writer writer(out.data());
    writer.number(event.time.ns);
    std::visit(
        [&]<typename T>(const T& what) {
            writer.number(Kind<T>::number);
            writer.number(static_cast<std::uint8_t>(event.more));
            body(writer, what);
        },
        event.what);
    return size;
}

std::size_t encode(const Command& command, std::span<std::byte> out) {
    const std::size_t size = encoded_size(command);
    CHECK(size <= out.size());
    Writer writer(out.data());
    std::visit(
        [&]<typename T>(const T& what) {
            writer.number(Kind<T>::number);
            body(writer, what);
        },
        command);
    return size;
}

void encode(const Event& event, std::vector<std::byte>& out) {
    append(event, out);
}
void encode(const Command& command, std::vector<std::byte>& out) {
    append(command, out);
}

Result<Event> decode_event(std::span<const std::byte> bytes, Scratch& scratch) {
    Reader reader(bytes, &scratch);
    Event event;
    std::uint8_t kind{0};
    reader("time", event.time);
    reader("kind", kind);
    reader("more", event.more);
    if (reader.ok() && !read_what(reader, kind, event.what))
        reader.refuse("kind", "is no event we know");
    reader.end();
    if (!reader.ok()) return std::unexpected(reader.error("event"));
    return event;
}

Result<Command> CommandDecoder::decode(std::span<const std::byte> bytes) {
    Reader reader(bytes, nullptr);
    std::uint8_t kind{0};
    reader("kind", kind);

    Command command = Resync{};
    if (kind == Kind<PlaceOrder>::number) {
        Order order;
        walk(reader, order);
        command = PlaceOrder{Approved<Order>(order)};
    } else {
        std::variant<CancelOrder, CancelAll, Ask, BurnNonce, Resync, ModeChanged, PairOpened,
                     PairClosed, Refused, Notice, Evaluated, ArmDeadMan, Outlook>
            what;
        if (reader.ok() && !read_what(reader, kind, what))
            reader.refuse("kind", "is no command we know");
        std::visit([&](auto& value) { command = std::move(value); }, what);
        static_assert(std::variant_size_v<decltype(what)> + 1 == std::variant_size_v<Command>);
    }
    reader.end();
    if (!reader.ok()) return std::unexpected(reader.error("command"));
    return command;
}

}  // namespace twinleg::store
