/**
 * The completion script for bash. Written here because the library's wants the package bash-completion, and evaluates
 * what was typed: a TAB after `$(…)` would run it. This one needs bash alone, hands the words over as they are, and puts
 * together again what readline takes apart at "=" and ":".
 */
export const BASH_COMPLETION = `# bash completion for tair-preflight

_tair_preflight() {
    local -a words
    local word glue='' at current='' prefix='' value description directive=0
    words=()
    for ((at = 1; at <= COMP_CWORD; at++)); do
        word=\${COMP_WORDS[at]}
        if [[ \${#words[@]} -gt 0 && ( -n $glue || $word == [=:]* ) ]]; then
            words[\${#words[@]}-1]+=$word
        else
            words+=("$word")
        fi
        if [[ $word == *[=:] ]]; then glue=1; else glue=''; fi
    done
    if [[ \${#words[@]} -gt 0 ]]; then current=\${words[\${#words[@]}-1]}; fi
    if [[ $current == *[=:]* ]]; then prefix=\${current%"\${current##*[=:]}"}; fi
    COMPREPLY=()
    while IFS=$'\\t' read -r value description; do
        if [[ $value == :* ]]; then
            directive=\${value#:}
        elif [[ -n $value ]]; then
            COMPREPLY+=("\${value#"$prefix"}")
        fi
    done < <("\${COMP_WORDS[0]/#\\~/$HOME}" complete -- "\${words[@]}" 2>/dev/null)
    if ((directive & 2)); then compopt -o nospace 2>/dev/null; fi
    if ((directive & 4)); then compopt +o default 2>/dev/null; fi
    return 0
}

complete -o default -F _tair_preflight tair-preflight
`;
