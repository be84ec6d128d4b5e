/** A city of the demo, with the zone in which its stores keep their hours. */
export interface City {
  readonly name: string
  readonly timeZone: string
  /** Area code of phone numbers. */
  readonly areaCode: string
  readonly districts: readonly string[]
  readonly streets: readonly string[]
}

export const CHINESE_CITIES: readonly City[] = [
  {
    name: '上海',
    timeZone: 'Asia/Shanghai',
    areaCode: '021',
    districts: ['徐汇', '静安', '浦东', '虹口', '长宁'],
    streets: ['淮海中路', '南京西路', '世纪大道', '四川北路'],
  },
  {
    name: '成都',
    timeZone: 'Asia/Shanghai',
    areaCode: '028',
    districts: ['锦江', '武侯', '青羊', '高新'],
    streets: ['春熙路', '人民南路', '宽巷子', '天府大道'],
  },
  {
    name: '乌鲁木齐',
    timeZone: 'Asia/Urumqi',
    areaCode: '0991',
    districts: ['天山', '沙依巴克', '水磨沟'],
    streets: ['解放南路', '友好北路', '红山路'],
  },
]

export const ENGLISH_CITIES: readonly City[] = [
  {
    name: 'Hong Kong',
    timeZone: 'Asia/Hong_Kong',
    areaCode: '+852',
    districts: ['Central', 'Wan Chai', 'Mong Kok', 'Sha Tin'],
    streets: ["Queen's Road", 'Nathan Road', 'Hennessy Road'],
  },
]

/** Merchant names are made of two halves; both lists are long enough for a few thousand terminals. */
export const CHINESE_NAMES = {
  first: [
    '老王',
    '清泉',
    '望江',
    '金穗',
    '云栖',
    '梧桐',
    '东篱',
    '半亩',
    '南风',
    '松鹤',
    '百味',
    '青禾',
    '海棠',
    '石榴',
    '锦里',
    '江南',
  ],
  second: ['火锅', '便利', '书店', '药房', '面馆', '水果', '茶铺', '眼镜', '烘焙', '五金', '花坊', '小厨'],
} as const

export const ENGLISH_NAMES = {
  first: [
    'Blue Door',
    'Harbour',
    'Old Pier',
    'Lantern',
    'Peak',
    'Red Junk',
    'Star',
    'Jade',
    'Ferry',
    'Lion Rock',
    'Kingfisher',
    'Banyan',
  ],
  second: ['Coffee', 'Noodles', 'Books', 'Pharmacy', 'Bakery', 'Optics', 'Tailors', 'Grocers'],
} as const

export const CHINESE_CONTACTS = ['李敏', '王磊', '张燕', '陈晨', '刘洋', '赵静', '周涛', '吴倩'] as const
export const ENGLISH_CONTACTS = ['Alice Chan', 'Ben Lau', 'Carol Ho', 'David Ng', 'Emma Leung', 'Frank Yip'] as const
